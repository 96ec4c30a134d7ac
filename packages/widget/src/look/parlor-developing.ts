import { msg, str } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { CancelOptions } from '../api/photo-wait.ts'
import type { Photo } from '../api/shapes.ts'
import type { AnswerEvent } from '../avatar/answer-field.ts'
import '../avatar/parlor-words-field.ts'
import { capital, pronounsOf } from '../avatar/pronouns.ts'
import { isPending } from '../journey/journey.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'
import { screenStyle } from '../style/screen-style.ts'
import { givenName } from './given-name.ts'
import { lookProgress } from './parlor-progress.ts'
import { stoppedWords } from './words.ts'

/** The first look on its way; the wait is used to ask for a name. What fails stays in the same box. */
export class ParlorDeveloping extends Screen {
  static override properties = { ...Screen.properties, words: { state: true }, isNamed: { state: true } }
  declare words: string | undefined
  declare isNamed: boolean

  protected override render(): TemplateResult {
    const look = this.state.me?.avatar?.looks.at(-1)
    if (look && (look.state === 'failed' || look.state === 'canceled')) return this.#failed(look)
    if (look?.state === 'blocked') return this.#blocked()
    return this.#waiting(look && isPending(look) ? look : undefined)
  }

  #waiting(look: Photo | undefined): TemplateResult {
    const gender = this.#gender
    const { subject, be } = pronounsOf(gender)
    return html`<div class="screen">
      <h1 tabindex="-1" data-heading>${capital(msg(str`${subject} ${be} getting ready.`))}</h1>
      ${lookProgress(this.state, look, this.#cancel)}
      <form class="name" novalidate @submit=${this.#rename}>
        <label for="you">${msg(str`While you wait, what should ${subject} call you?`)}</label>
        <div class="line">
          <div class="box">
            <input
              id="you"
              name="given-name"
              autocomplete="given-name"
              maxlength="40"
              .value=${givenName(this.state.me?.user) ?? ''}
              @input=${() => (this.isNamed = false)}
            />
          </div>
          <button class="pill primary compact" type="submit" aria-busy=${this.busy === 'name'}>
            ${msg('Save')}
          </button>
        </div>
        <p class="quiet small" role="status">${this.isNamed ? this.#greeting() : nothing}</p>
      </form>
      ${this.problem()}
    </div>`
  }

  #greeting(): string {
    return msg(str`Nice to meet you, ${givenName(this.state.me?.user) ?? ''}.`)
  }

  #failed(look: Photo): TemplateResult {
    const { subject } = pronounsOf(this.#gender)
    const wasStopped = look.state === 'canceled'
    return html`<div class="screen">
      <h1 tabindex="-1" data-heading>
        ${wasStopped ? msg('This portrait was stopped.') : capital(msg(str`${subject} did not come through.`))}
      </h1>
      <p class="quiet">
        ${wasStopped ? stoppedWords(look, this.state.me?.avatar) : msg('Try again, nothing was used up.')}
      </p>
      ${this.problem()}
      <button
        class="pill primary wide"
        type="button"
        aria-busy=${this.busy !== undefined}
        @click=${() => this.attempt('retry', () => this.#retry(look))}
      >
        ${msg('Try again')}
      </button>
      <details>
        <summary class="quiet small">${msg('Change the description')}</summary>
        ${this.#description('')}
      </details>
    </div>`
  }

  #blocked(): TemplateResult {
    return html`<div class="screen">
      <h1 tabindex="-1" data-heading>${msg('One part needs other words.')}</h1>
      <p class="quiet">
        ${msg('The description of the look could not be painted as it is. Nothing was used up. Change it and we begin again.')}
      </p>
      ${this.problem()} ${this.#description('primary')}
    </div>`
  }

  // the main button only where there is no other
  #description(kind: 'primary' | ''): TemplateResult {
    const avatar = this.state.me?.avatar
    const draft = {
      ...(avatar ? { gender: avatar.gender } : {}),
      appearance: this.words ?? avatar?.appearance ?? '',
    }
    const { object } = pronounsOf(this.#gender)
    return html`<form novalidate @submit=${this.#describe}>
      <parlor-words-field
        compact
        .draft=${draft}
        .error=${this.failure?.errors.find(({ path }) => path.endsWith('appearance'))?.message}
        @parlor-answer=${(event: AnswerEvent) => (this.words = event.detail.appearance)}
      ></parlor-words-field>
      <button class="pill wide ${kind}" type="submit" aria-busy=${this.busy !== undefined}>
        ${msg(str`Meet ${object}`)}
      </button>
    </form>`
  }

  #cancel = (id: string, options: CancelOptions) =>
    this.attempt('cancel', () => this.visit.cancelLook(id, options))

  // a look that may not be tried again is begun anew; both cost nothing
  #retry(look: Photo): Promise<void> {
    return look.mayRetry ? this.visit.retryLook(look.id) : this.visit.paintAgain()
  }

  #describe = (event: Event): void => {
    event.preventDefault()
    const avatar = this.state.me?.avatar
    const field = this.renderRoot.querySelector('parlor-words-field')
    if (!avatar || !field?.check()) return
    const { name, gender, age, nationality } = avatar
    const appearance = (this.words ?? avatar.appearance).trim()
    void this.attempt('describe', () => this.visit.describe({ name, gender, age, nationality, appearance }))
  }

  #rename = async (event: Event): Promise<void> => {
    event.preventDefault()
    const name = this.field('#you')?.value.trim()
    if (name) this.isNamed = await this.attempt('name', () => this.visit.rename(name))
  }

  get #gender() {
    return this.state.me?.avatar?.gender ?? this.state.draft.gender
  }

  static override styles = [
    controls,
    screenStyle,
    css`
      .name {
        gap: 8px;
        margin-block-start: 8px;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .line .box {
        flex: 1;
      }
      summary {
        min-block-size: 44px;
        align-content: center;
        cursor: pointer;
      }
    `,
  ]
}

customElements.define('parlor-developing', ParlorDeveloping)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-developing': ParlorDeveloping
  }
}
