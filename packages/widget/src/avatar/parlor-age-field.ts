import { msg } from '@lit/localize'
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { controls } from '../style/controls.ts'
import { glyph } from '../style/glyph.ts'
import { decades, oldestAge, parseAge, stepAge, youngestAge } from './age.ts'
import { AnswerField } from './answer-field.ts'

/** Decade chips, a stepper and a number; whatever is typed stays there until it is a whole age from 20. */
export class ParlorAgeField extends AnswerField {
  static override properties = { ...AnswerField.properties, typed: { state: true } }
  declare typed: string

  constructor() {
    super()
    this.typed = '27'
  }

  override check(): boolean {
    const answer = parseAge(this.#text())
    if ('problem' in answer) return this.refuse(answer.problem, 'input')
    this.answer(answer)
    return true
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { age } = this.draft
    if (changed.has('draft') && age !== undefined && age !== changed.get('draft')?.age)
      this.typed = String(age)
  }

  protected override render(): TemplateResult {
    const age = Number(this.typed)
    const hint = msg('20 or older')
    return html`<div class="field ${this.said ? 'wrong' : ''}">
      ${this.compact ? html`<label for="age">${msg('Age')}</label>` : this.#decades(age)}
      <div class="row">
        <button
          class="icon edged"
          type="button"
          aria-label=${msg('One year younger')}
          @click=${() => this.#step(-1)}
        >
          ${glyph('minus')}
        </button>
        <div class="box">
          <input
            id="age"
            type="number"
            inputmode="numeric"
            min=${youngestAge}
            max=${oldestAge}
            step="1"
            autocomplete="off"
            aria-label=${msg('Age in years')}
            aria-invalid=${this.said ? 'true' : 'false'}
            aria-describedby="problem hint"
            .value=${live(this.typed)}
            @input=${this.#type}
          />
        </div>
        <button
          class="icon edged"
          type="button"
          aria-label=${msg('One year older')}
          @click=${() => this.#step(1)}
        >
          ${glyph('plus')}
        </button>
        ${this.compact ? html`<span class="quiet small" id="hint">${hint}</span>` : nothing}
      </div>
      ${this.line({ id: 'problem', problem: this.said, hint })}
    </div>`
  }

  #decades(age: number): TemplateResult {
    return html`<div class="row decades" role="group" aria-label=${msg('Decade')}>
      ${decades.map(
        ({ label, from, to, middle }) =>
          html`<button
            class="chip"
            type="button"
            aria-pressed=${age >= from && age <= to}
            @click=${() => this.#set(middle)}
          >
            ${label()}
          </button>`,
      )}
    </div>`
  }

  #step(by: 1 | -1): void {
    this.#set(stepAge(this.typed, by))
  }

  #set(age: number): void {
    this.typed = String(age)
    this.answer({ age })
  }

  #type = (event: Event): void => {
    this.typed = (event.target as HTMLInputElement).value
    this.problem = undefined
    const answer = parseAge(this.#text())
    if ('age' in answer) this.answer(answer)
  }

  // a number field gives '' for letters; the browser alone knows that something stands there
  #text(): string {
    const input = this.renderRoot.querySelector<HTMLInputElement>('input')
    return input?.validity.badInput ? 'letters' : this.typed
  }

  static override styles = [
    controls,
    css`
      .box {
        inline-size: 88px;
      }
      input {
        text-align: center;
        appearance: textfield;
      }
      input::-webkit-inner-spin-button {
        appearance: none;
      }
      .decades {
        margin-block-end: 4px;
      }
    `,
  ]
}

customElements.define('parlor-age-field', ParlorAgeField)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-age-field': ParlorAgeField
  }
}
