import { msg } from '@lit/localize'
import { html, type TemplateResult } from 'lit'
import type { Gender } from '../api/shapes.ts'
import { AnswerField } from './answer-field.ts'

/** Three chips that are radio buttons underneath, so that arrow keys and screen readers know them. */
export class ParlorGenderField extends AnswerField {
  override check(): boolean {
    return this.draft.gender ? true : this.refuse(msg('Choose one to go on.'), 'input')
  }

  protected override render(): TemplateResult {
    return html`<fieldset class="field">
      <legend class=${this.compact ? '' : 'unseen'}>
        ${this.compact ? msg('Gender') : msg('Who do you picture?')}
      </legend>
      <div class="row" role="presentation">
        ${genders().map(
          ([gender, label]) =>
            html`<label class="chip"
              ><input
                type="radio"
                name="gender"
                .value=${gender}
                .checked=${this.draft.gender === gender}
                aria-describedby="problem"
                @change=${() => this.answer({ gender })}
              />${label}</label
            >`,
        )}
      </div>
      ${this.line({ id: 'problem', problem: this.said })}
    </fieldset>`
  }
}

export function genderWords(gender: Gender | undefined): string {
  return genders().find(([known]) => known === gender)?.[1] ?? ''
}

function genders(): readonly (readonly [Gender, string])[] {
  return [
    ['woman', msg('A woman')],
    ['man', msg('A man')],
    ['nonbinary', msg('Someone in between')],
  ]
}

customElements.define('parlor-gender-field', ParlorGenderField)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-gender-field': ParlorGenderField
  }
}
