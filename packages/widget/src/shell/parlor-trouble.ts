import { msg } from '@lit/localize'
import { html, type PropertyValues, type TemplateResult } from 'lit'
import { controls } from '../style/controls.ts'
import { screenStyle } from '../style/screen-style.ts'
import { problemWords } from './problem.ts'
import { Screen } from './screen.ts'

const longMs = 8_000

/** The pages between the screens: looking who is there, waiting for a payment's word, nobody answers. */
export class ParlorTrouble extends Screen {
  static override properties = { ...Screen.properties, isLong: { state: true } }
  static override styles = [controls, screenStyle]
  /** A payment that should be confirmed by now. */
  declare isLong: boolean
  #timer: ReturnType<typeof setTimeout> | undefined

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed)
    this.#timer = setTimeout(() => (this.isLong = true), longMs)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
  }

  protected override render(): TemplateResult {
    const { place, trouble } = this.state
    if (place.view === 'returning') return this.#returning()
    if (!trouble) return html`<p class="unseen" role="status">${msg('Loading')}</p>`
    return html`<div class="screen">
      <h1 tabindex="-1" data-heading>
        ${trouble.code === 'offline' ? msg('No connection right now.') : msg('We lost the thread for a moment.')}
      </h1>
      <p class="quiet" role="alert">${problemWords(trouble)}</p>
      <p class="quiet small">${msg('Nothing is lost: what you answered is kept on this device.')}</p>
      <button
        class="pill primary wide"
        type="button"
        aria-busy=${this.busy !== undefined}
        @click=${() => this.attempt('start', () => this.visit.start())}
      >
        ${msg('Try again')}
      </button>
    </div>`
  }

  #returning(): TemplateResult {
    return html`<div class="screen">
      <h1 tabindex="-1" data-heading>${msg('One moment, your payment is being confirmed.')}</h1>
      <progress aria-label=${msg('Confirming your payment')}></progress>
      <p class="quiet" role="status">
        ${
          this.isLong
            ? msg(
                'It takes longer than usual. You need not pay again, and you may close this page: the chat opens wherever you are signed in.',
              )
            : msg('This usually takes a few seconds. The chat then opens by itself.')
        }
      </p>
    </div>`
  }
}

customElements.define('parlor-trouble', ParlorTrouble)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-trouble': ParlorTrouble
  }
}
