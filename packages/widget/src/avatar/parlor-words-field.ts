import { msg, str } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { controls } from '../style/controls.ts'
import { glyph } from '../style/glyph.ts'
import { AnswerField } from './answer-field.ts'
import { appendWords, counterFrom, longestAppearance, surpriseWords, wordIdeas } from './idea.ts'
import { pronounsOf } from './pronouns.ts'

/** A page to write on rather than a form's field; the chips write on where the person stopped. */
export class ParlorWordsField extends AnswerField {
  #surprises = 0

  override check(): boolean {
    const text = this.draft.appearance?.trim() ?? ''
    if (text === '') return this.refuse(msg('A few words are enough.'), 'textarea')
    // told rather than cut off: a pasted text would lose its end unseen
    return text.length <= longestAppearance || this.refuse(tooLong(), 'textarea')
  }

  protected override render(): TemplateResult {
    const text = this.draft.appearance ?? ''
    const { object } = pronounsOf(this.draft.gender)
    return html`<div class="field ${this.said ? 'wrong' : ''}">
      <label for="words" class=${this.compact ? '' : 'unseen'}
        >${this.compact ? msg('Appearance') : msg(str`Describe ${object}`)}</label
      >
      <div class="box">
        <textarea
          id="words"
          rows="4"
          placeholder=${msg('Hair, eyes, clothes, the light, a mood …')}
          aria-describedby="count problem"
          aria-invalid=${this.said ? 'true' : 'false'}
          .value=${live(text)}
          @input=${(event: Event) => this.answer({ appearance: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
      </div>
      <div class="below">
        ${this.line({ id: 'problem', problem: this.said })}
        ${
          text.length > counterFrom
            ? html`<p class="tiny count ${text.length > longestAppearance ? 'over' : 'quiet'}" id="count">
                ${msg(str`${text.length} of ${longestAppearance}`)}
              </p>`
            : nothing
        }
      </div>
      ${this.compact ? nothing : this.#ideas(text)}
    </div>`
  }

  #ideas(text: string): TemplateResult {
    return html`<div class="row" role="group" aria-label=${msg('Ideas')}>
      ${wordIdeas(this.draft.gender)
        .filter((idea) => !text.toLowerCase().includes(idea.toLowerCase()))
        .slice(0, 4)
        .map(
          (idea) =>
            html`<button
              class="chip small"
              type="button"
              @click=${() => this.answer({ appearance: appendWords(text, idea) })}
            >
              <span aria-hidden="true">+</span> ${idea}
            </button>`,
        )}
      <button class="chip small" type="button" @click=${this.#surprise}>
        ${glyph('again')} ${msg('Surprise me')}
      </button>
    </div>`
  }

  #surprise = (): void => {
    const all = surpriseWords(this.draft.gender)
    const words = all[this.#surprises % all.length]
    this.#surprises += 1
    if (words) this.answer({ appearance: words })
  }

  static override styles = [
    controls,
    css`
      textarea {
        resize: none;
        field-sizing: content;
        min-block-size: 120px;
        max-block-size: 200px;
      }
      :host([compact]) textarea {
        min-block-size: 96px;
      }
      .over {
        color: var(--parlor-danger);
      }
      .below {
        display: flex;
        gap: 12px;
      }
      .count {
        flex: none;
        margin-inline-start: auto;
        font-variant-numeric: tabular-nums;
      }
      svg.glyph {
        inline-size: 16px;
        block-size: 16px;
      }
    `,
  ]
}

function tooLong(): string {
  return msg(str`Please keep it within ${longestAppearance} characters.`)
}

customElements.define('parlor-words-field', ParlorWordsField)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-words-field': ParlorWordsField
  }
}
