import { msg } from '@lit/localize'
import { css, html, LitElement, nothing, type TemplateResult } from 'lit'
import type { About } from '../api/shapes.ts'
import { controls } from '../style/controls.ts'

/** A small mark that says which parts are stand-ins, so that nobody mistakes a demonstration for the product. */
export class ParlorSandboxMark extends LitElement {
  static override properties = { about: { attribute: false } }
  declare about: About | null

  protected override render(): TemplateResult | typeof nothing {
    const parts = this.about?.sandbox ?? []
    if (parts.length === 0) return nothing
    return html`<button type="button" popovertarget="parts">${msg('sandbox')}</button>
      <div id="parts" popover aria-label=${msg('About the sandbox')}>
        <p><strong>${msg('Some parts here are stand-ins.')}</strong></p>
        <ul>
          ${parts.map((part) => html`<li>${partWords(part)}</li>`)}
        </ul>
      </div>`
  }

  static override styles = [
    controls,
    css`
      button {
        position: relative;
        padding: 2px 10px;
        border: 1px solid rgb(255 255 255 / 0.35);
        border-radius: 999px;
        background: rgb(33 20 30 / 0.7);
        color: #fff;
        font: 500 12px/18px var(--parlor-font);
      }
      button::after {
        content: '';
        position: absolute;
        inset: -11px -8px;
      }
      [popover] {
        margin: auto;
        max-inline-size: min(340px, calc(100vw - 48px));
        padding: 20px 24px;
        border: 1px solid var(--parlor-line);
        border-radius: var(--parlor-r-card);
        background: var(--parlor-surface);
        color: var(--parlor-ink);
        box-shadow: var(--parlor-shadow-3);
        font: 400 14px/20px var(--parlor-font);
      }
      [popover]::backdrop {
        background: rgb(20 10 18 / 0.35);
      }
      ul {
        padding-inline-start: 18px;
        margin-block-start: 8px;
      }
      li + li {
        margin-block-start: 4px;
      }
    `,
  ]
}

function partWords(part: About['sandbox'][number]): string {
  if (part === 'chatModel') return msg('The conversation is scripted.')
  if (part === 'imageProvider')
    return msg('Pictures are drawn by this server, not photographed or generated.')
  return msg('Checkout is practice: no money moves.')
}

customElements.define('parlor-sandbox-mark', ParlorSandboxMark)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-sandbox-mark': ParlorSandboxMark
  }
}
