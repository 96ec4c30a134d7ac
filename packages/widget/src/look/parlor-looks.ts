import { msg, str } from '@lit/localize'
import { css, html, LitElement, type TemplateResult } from 'lit'
import type { Photo } from '../api/shapes.ts'
import { controls } from '../style/controls.ts'

/** Every look that was painted, one tap away; `parlor-look` tells which was chosen. */
export class ParlorLooks extends LitElement {
  static override properties = { looks: { attribute: false }, chosen: { attribute: false } }
  declare looks: readonly Photo[]
  declare chosen: string | undefined

  protected override render(): TemplateResult {
    return html`<div class="looks" role="group" aria-label=${msg('Looks')}>
      ${this.looks.map(
        (look, index) =>
          html`<button
            type="button"
            aria-pressed=${look.id === this.chosen}
            aria-label=${msg(str`Look ${index + 1} of ${this.looks.length}`)}
            @click=${() => this.#choose(look)}
          >
            <img
              src=${look.preview ?? look.image ?? ''}
              alt=""
              width="52"
              height="65"
              loading="lazy"
              decoding="async"
            />
          </button>`,
      )}
    </div>`
  }

  #choose(look: Photo): void {
    this.dispatchEvent(new CustomEvent('parlor-look', { detail: look.id, bubbles: true }))
  }

  static override styles = [
    controls,
    css`
      .looks {
        display: flex;
        gap: 8px;
        overflow-x: auto;
        padding: 5px;
        margin: -5px;
      }
      button {
        flex: none;
        padding: 0;
        border: 0;
        border-radius: var(--parlor-r-m);
        background: var(--parlor-sunken);
        inline-size: 52px;
        block-size: 65px;
        overflow: hidden;
        opacity: 0.8;
      }
      button[aria-pressed='true'] {
        opacity: 1;
        box-shadow:
          0 0 0 2px var(--parlor-bg),
          0 0 0 4.5px var(--parlor-accent);
      }
      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
        object-position: 50% 20%;
      }
    `,
  ]
}

customElements.define('parlor-looks', ParlorLooks)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-looks': ParlorLooks
  }
}
