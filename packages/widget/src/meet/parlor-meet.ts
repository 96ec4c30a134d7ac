import { msg, str } from '@lit/localize'
import { css, html, type TemplateResult } from 'lit'
import type { AnswerEvent, AnswerField } from '../avatar/answer-field.ts'
import '../avatar/parlor-age-field.ts'
import { genderWords } from '../avatar/parlor-gender-field.ts'
import '../avatar/parlor-origin-field.ts'
import '../avatar/parlor-words-field.ts'
import { pronounsOf } from '../avatar/pronouns.ts'
import type { MeetStep } from '../draft/draft.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'
import { glyph } from '../style/glyph.ts'
import { screenStyle } from '../style/screen-style.ts'

/** The four questions of the first meeting, one at a time. */
export class ParlorMeet extends Screen {
  protected override render(): TemplateResult {
    const step = this.state.place.step ?? 1
    return html`<form novalidate @submit=${this.#next} @parlor-answer=${this.#keep}>
      <p class="unseen">${msg(str`Question ${step} of 4`)}</p>
      ${this.#question(step)} ${this.problem()}
      <div class="foot">${this.#left(step)} ${this.#right(step)}</div>
    </form>`
  }

  #question(step: MeetStep): TemplateResult {
    const { draft, errors } = this.state
    const { subject, be, object } = pronounsOf(draft.gender)
    if (step === 1)
      return html`<h1 class="large" tabindex="-1" data-heading>${msg('Someone is waiting to meet you.')}</h1>
        <p class="quiet" aria-hidden="true">${msg('Who do you picture?')}</p>
        <parlor-gender-field .draft=${draft} .error=${errors.gender}></parlor-gender-field>`
    if (step === 2)
      return html`<h1 tabindex="-1" data-heading>${msg(str`And how old ${be} ${subject}?`)}</h1>
        <parlor-age-field .draft=${draft} .error=${errors.age}></parlor-age-field>`
    if (step === 3)
      return html`<h1 tabindex="-1" data-heading>${msg(str`Where ${be} ${subject} from?`)}</h1>
        <parlor-origin-field
          .draft=${draft}
          .error=${errors.nationality}
          .nameError=${errors.name}
        ></parlor-origin-field>`
    return html`${this.#recap()}
      <h1 tabindex="-1" data-heading>${msg(str`How would you describe ${object} to a friend?`)}</h1>
      <parlor-words-field .draft=${draft} .error=${errors.appearance}></parlor-words-field>`
  }

  #recap(): TemplateResult {
    const { gender, age, nationality, name } = this.state.draft
    const parts = [name, genderWords(gender).toLocaleLowerCase(), age, nationality?.trim()].filter(Boolean)
    return html`<p class="quiet small recap">
      <span class="told">${parts.join(' · ')}</span>
      <button class="link" type="button" @click=${() => this.visit.go({ view: 'meet', step: 1 })}>
        ${msg('change')}
      </button>
    </p>`
  }

  #left(step: MeetStep): TemplateResult {
    if (step > 1)
      return html`<button class="link" type="button" @click=${() => this.visit.back()}>
        ${glyph('back')}${msg('Back')}
      </button>`
    if (this.state.me) return html``
    return html`<button class="link" type="button" @click=${() => this.visit.go({ view: 'login' })}>
      ${msg('I already know someone here')}
    </button>`
  }

  #right(step: MeetStep): TemplateResult {
    const { object } = pronounsOf(this.state.draft.gender)
    return html`<button class="pill primary" type="submit" aria-busy=${this.busy !== undefined}>
      ${step < 4 ? msg('Go on') : msg(str`Meet ${object}`)}
    </button>`
  }

  #keep = (event: AnswerEvent): void => this.visit.answer(event.detail)

  #next = (event: Event): void => {
    event.preventDefault()
    const step = this.state.place.step ?? 1
    const field = this.renderRoot.querySelector<AnswerField>(fieldOf[step])
    if (field?.check()) void this.attempt('next', () => this.visit.next(step))
  }

  static override styles = [
    controls,
    screenStyle,
    css`
      .recap {
        display: flex;
        align-items: center;
        gap: 12px;
        margin-block-end: -8px;
      }
      .told {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .recap .link {
        flex: none;
        min-block-size: 32px;
        font-size: 14px;
      }
    `,
  ]
}

const fieldOf = {
  1: 'parlor-gender-field',
  2: 'parlor-age-field',
  3: 'parlor-origin-field',
  4: 'parlor-words-field',
} as const

customElements.define('parlor-meet', ParlorMeet)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-meet': ParlorMeet
  }
}
