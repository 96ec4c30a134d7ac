import { msg, str } from '@lit/localize'
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { Invoice } from '../api/shapes.ts'
import { formatPrice } from '../paywall/price.ts'
import { Screen } from '../shell/screen.ts'
import { dayWords } from '../shell/when.ts'
import { controls } from '../style/controls.ts'

/** What was billed, newest first; asked for when somebody opens it, since the provider has to be asked. */
export class ParlorInvoices extends Screen {
  static override properties = { ...Screen.properties, invoices: { state: true } }
  declare invoices: readonly Invoice[] | undefined
  #isShown = false

  // a renewal, a change or a payment makes another one
  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('state')?.me?.subscription
    const now = this.state.me?.subscription
    const isNews =
      before &&
      now &&
      (before.tier?.id !== now.tier?.id || before.until !== now.until || before.status !== now.status)
    if (isNews && this.#isShown) this.#load()
  }

  protected override render(): TemplateResult {
    return html`<details @toggle=${this.#toggled}>
      <summary>${msg('Invoices')}</summary>
      ${this.invoices ? this.#list(this.invoices) : this.#waiting()}
    </details>`
  }

  #list(invoices: readonly Invoice[]): TemplateResult {
    if (invoices.length === 0) return html`<p class="quiet small">${msg('Nothing was billed yet.')}</p>`
    return html`<ul role="list">
      ${invoices.map(row)}
    </ul>`
  }

  #waiting(): TemplateResult {
    if (this.failure)
      return html`<div class="stack tight">
        ${this.problem()}
        <div>
          <button class="pill compact" type="button" @click=${this.#load}>${msg('Try again')}</button>
        </div>
      </div>`
    return html`<p class="quiet small" role="status">${msg('Loading …')}</p>`
  }

  #toggled = (event: Event): void => {
    this.#isShown = (event.target as HTMLDetailsElement).open
    if (this.#isShown && !this.invoices) this.#load()
  }

  #load = (): void => {
    void this.attempt('invoices', async () => {
      this.invoices = await this.api.invoices()
    })
  }

  static override styles = [
    controls,
    css`
      summary {
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: 44px;
        inline-size: fit-content;
        padding-inline-end: 8px;
        color: var(--parlor-accent-ink);
        font-size: 15px;
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary::before {
        content: '';
        inline-size: 7px;
        block-size: 7px;
        margin-inline: 3px;
        border-inline-end: 1.7px solid;
        border-block-end: 1.7px solid;
        rotate: -45deg;
        transition: rotate var(--parlor-base) var(--parlor-ease);
      }
      details[open] summary::before {
        rotate: 45deg;
      }
      ul {
        display: flex;
        flex-direction: column;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        align-items: center;
        gap: 12px;
        min-block-size: 44px;
        border-block-start: 1px solid var(--parlor-line);
        font-size: 14px;
        line-height: 20px;
      }
      .total {
        font-variant-numeric: tabular-nums;
      }
      .open {
        color: var(--parlor-danger);
        font-weight: 600;
      }
      li a {
        padding-block: 12px;
      }
    `,
  ]
}

function row({ at, total, status, url }: Invoice): TemplateResult {
  const day = dayWords(at)
  return html`<li>
    <span
      >${day}
      ${status === 'paid' ? nothing : html`<span class=${status}>· ${statusWords(status)}</span>`}</span
    >
    <span class="total">${formatPrice(total)}</span>
    ${
      url
        ? html`<a
            href=${url}
            target="_blank"
            rel="noopener noreferrer"
            aria-label=${msg(str`Open the invoice of ${day}`)}
            >${msg('Open')}</a
          >`
        : html`<span></span>`
    }
  </li>`
}

function statusWords(status: 'open' | 'void'): string {
  return status === 'open' ? msg('not paid yet') : msg('void')
}

customElements.define('parlor-invoices', ParlorInvoices)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-invoices': ParlorInvoices
  }
}
