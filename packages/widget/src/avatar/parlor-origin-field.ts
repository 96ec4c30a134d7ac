import { msg, str } from '@lit/localize'
import { css, html, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { controls } from '../style/controls.ts'
import { glyph } from '../style/glyph.ts'
import { AnswerField } from './answer-field.ts'
import { placeIdeas } from './idea.ts'
import { nameIdea } from './name-idea.ts'
import { pronounsOf } from './pronouns.ts'

/** Where from, in words, and the name: filled in with one that is at home there until it is changed. */
export class ParlorOriginField extends AnswerField {
  static override properties = {
    ...AnswerField.properties,
    nameError: { attribute: false },
    turn: { state: true },
  }
  declare nameError: string | undefined
  declare turn: number

  constructor() {
    super()
    this.nameError = undefined
    this.turn = 0
  }

  override check(): boolean {
    if (!this.draft.nationality?.trim())
      return this.refuse(msg('A place or two, or let us surprise you.'), '#place')
    if (!this.#name().trim()) return this.refuse(msg('A name, please.'), '#name')
    this.answer({ name: this.#name().trim() })
    return true
  }

  protected override render(): TemplateResult {
    const { possessive, subject, be } = pronounsOf(this.draft.gender)
    const isAboutName = this.problem !== undefined && Boolean(this.draft.nationality?.trim())
    return html`
      <div class="field ${this.said && !isAboutName ? 'wrong' : ''}">
        <label for="place" class=${this.compact ? '' : 'unseen'}
          >${this.compact ? msg('Background') : msg(str`Where ${be} ${subject} from?`)}</label
        >
        <div class="box">
          <input
            id="place"
            maxlength="80"
            autocomplete="off"
            placeholder=${msg('A place, or roots')}
            aria-describedby="problem"
            .value=${live(this.draft.nationality ?? '')}
            @input=${(event: Event) => this.#place((event.target as HTMLInputElement).value)}
          />
        </div>
        ${this.line({
          id: 'problem',
          problem: isAboutName ? undefined : this.said,
          hint: msg('This describes a fictional adult.'),
        })}
        ${this.compact ? '' : this.#ideas()}
      </div>
      <div class="field ${isAboutName || this.nameError ? 'wrong' : ''}">
        <label for="name">${this.compact ? msg('Name') : msg(str`What is ${possessive} name?`)}</label>
        <div class="box">
          <input
            id="name"
            maxlength="40"
            autocomplete="off"
            aria-describedby="name-problem"
            .value=${live(this.#name())}
            @input=${(event: Event) => this.answer({ name: (event.target as HTMLInputElement).value })}
          />
          ${
            this.compact
              ? ''
              : html`<button
                  class="icon"
                  type="button"
                  aria-label=${msg('Another name')}
                  @click=${this.#another}
                >
                  ${glyph('again')}
                </button>`
          }
        </div>
        ${this.line({
          id: 'name-problem',
          problem: isAboutName ? this.said : this.nameError,
          hint: msg('You can change it later.'),
        })}
      </div>
    `
  }

  #ideas(): TemplateResult {
    const chosen = places(this.draft.nationality)
    return html`<div class="row" role="group" aria-label=${msg('Ideas')}>
      ${placeIdeas()
        .slice(0, 5)
        .map(
          (idea) =>
            html`<button
              class="chip small"
              type="button"
              aria-pressed=${chosen.includes(idea)}
              @click=${() => this.#toggle(idea)}
            >
              ${idea}
            </button>`,
        )}
      <button class="chip small" type="button" @click=${this.#surprise}>${msg('Surprise me')}</button>
    </div>`
  }

  #name(): string {
    return this.draft.name ?? nameIdea(this.draft.gender, this.draft.nationality ?? '', this.turn)
  }

  #place(nationality: string): void {
    // a suggested name follows the place; one that a person wrote stays
    const { name, gender } = this.draft
    const wasSuggested = name === nameIdea(gender, this.draft.nationality ?? '', this.turn)
    this.answer(
      wasSuggested ? { nationality, name: nameIdea(gender, nationality, this.turn) } : { nationality },
    )
  }

  #toggle(idea: string): void {
    const chosen = places(this.draft.nationality)
    const next = chosen.includes(idea) ? chosen.filter((place) => place !== idea) : [...chosen, idea]
    this.#place(next.join(', ').slice(0, 80))
  }

  #surprise = (): void => {
    const others = placeIdeas().filter((idea) => idea !== this.draft.nationality)
    this.#place(others[Math.floor(Math.random() * others.length)] ?? '')
  }

  #another = (): void => {
    this.turn += 1
    this.answer({ name: nameIdea(this.draft.gender, this.draft.nationality ?? '', this.turn) })
  }

  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }
    `,
  ]
}

function places(text = ''): string[] {
  return text
    .split(',')
    .map((place) => place.trim())
    .filter((place) => place !== '')
}

customElements.define('parlor-origin-field', ParlorOriginField)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-origin-field': ParlorOriginField
  }
}
