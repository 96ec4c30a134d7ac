import { msg } from '@lit/localize'
import { html, type TemplateResult } from 'lit'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'
import { screenStyle } from '../style/screen-style.ts'

/** Adults only: two answers of the same size, and after "under 18" a calm page that sends nothing. */
export class ParlorGate extends Screen {
  static override styles = [controls, screenStyle]

  protected override render(): TemplateResult {
    return this.state.place.view === 'under-age' ? this.#leaving() : this.#question()
  }

  #question(): TemplateResult {
    return html`<div class="screen">
      <p class="eyebrow">${msg('Before you come in')}</p>
      <h1 tabindex="-1" data-heading>${msg('This is a space for adults.')}</h1>
      <p class="quiet">
        ${msg('You will meet an AI companion. What you talk about can be intimate, so you need to be 18 or older.')}
      </p>
      <div class="stack tight">
        <button
          class="pill primary wide"
          type="button"
          aria-busy=${this.busy !== undefined}
          @click=${this.#enter}
        >
          ${msg('I am 18 or older')}
        </button>
        <button class="pill wide" type="button" @click=${() => this.visit.leave()}>
          ${msg('I am under 18, leave')}
        </button>
      </div>
      ${this.problem()}
      <p class="quiet tiny">
        ${msg(
          html`By continuing you accept the <a href="/terms.html" target="_blank">terms</a> and the
            <a href="/privacy.html" target="_blank">privacy notice</a>.`,
        )}
      </p>
    </div>`
  }

  #leaving(): TemplateResult {
    return html`<div class="screen">
      <h1 tabindex="-1" data-heading>${msg('Thank you for being honest.')}</h1>
      <p class="quiet">
        ${msg('This place is for adults only, so it ends here for now. Nothing you told us was sent anywhere.')}
      </p>
      <p class="quiet">${msg('You can close this page.')}</p>
    </div>`
  }

  #enter = (): void => void this.attempt('enter', () => this.visit.enter())
}

customElements.define('parlor-gate', ParlorGate)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-gate': ParlorGate
  }
}
