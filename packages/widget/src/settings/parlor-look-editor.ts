import { msg, str } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { CancelOptions } from '../api/photo-wait.ts'
import type { Avatar, Photo } from '../api/shapes.ts'
import type { AnswerEvent, AnswerField } from '../avatar/answer-field.ts'
import '../avatar/parlor-age-field.ts'
import '../avatar/parlor-gender-field.ts'
import '../avatar/parlor-origin-field.ts'
import '../avatar/parlor-words-field.ts'
import { capital, pronounsOf } from '../avatar/pronouns.ts'
import { descriptionOf, type Draft } from '../draft/draft.ts'
import { fieldErrorsOf } from '../journey/field-error.ts'
import { isPending, isReady } from '../journey/journey.ts'
import { lookCard, lookCardStyle } from '../look/look-card.ts'
import '../look/parlor-looks.ts'
import { lookProgress } from '../look/parlor-progress.ts'
import { looksLeft, stoppedWords } from '../look/words.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'

/** The same questions in compact form. What is saved becomes a new look beside the one in use, until one is chosen. */
export class ParlorLookEditor extends Screen {
  static override properties = { ...Screen.properties, draft: { state: true }, chosen: { state: true } }
  /** What was changed here and not saved yet. */
  declare draft: Draft
  declare chosen: string | undefined
  /** The version that the first change was made on. */
  #base: number | undefined

  constructor() {
    super()
    this.draft = {}
    this.chosen = undefined
  }

  protected override render(): TemplateResult | typeof nothing {
    const avatar = this.state.me?.avatar
    if (!avatar) return nothing
    return html`<div class="screen">${this.#looks(avatar)} ${this.#form(avatar)}</div>`
  }

  #looks(avatar: Avatar): TemplateResult {
    const now = lookOf(avatar, avatar.accepted?.photo)
    const ready = avatar.looks.filter(isReady)
    const newest = avatar.looks.at(-1)
    const next = lookOf(avatar, this.chosen) ?? (isNews(avatar, newest) ? newest : undefined)
    return html`
      <div class="pair" tabindex="-1" role="group" aria-label=${msg('Looks')}>
        ${lookCard(avatar, now, msg('Now'))}
        ${next && next.id !== now?.id ? lookCard(avatar, next, captionOf(next), { isNew: true }) : nothing}
      </div>
      ${next && isPending(next) ? lookProgress(this.state, next, this.#cancel) : nothing}
      ${next && next.id !== now?.id ? this.#choice(next) : nothing}
      ${
        ready.length > 1
          ? html`<div class="stack tight">
              <parlor-looks
                .looks=${ready}
                .chosen=${next && isReady(next) ? next.id : now?.id}
                @parlor-look=${(event: CustomEvent<string>) => (this.chosen = event.detail)}
              ></parlor-looks>
              <p class="quiet tiny">${msg('Every look is kept.')}</p>
            </div>`
          : nothing
      }
    `
  }

  #choice(next: Photo): TemplateResult | typeof nothing {
    if (isPending(next)) return nothing
    if (!isReady(next)) return this.#failed(next)
    return html`<div class="row">
      <button
        class="pill compact"
        type="button"
        @click=${() => (this.chosen = this.state.me?.avatar?.accepted?.photo)}
      >
        ${msg('Keep current')}
      </button>
      <button
        class="pill primary compact"
        type="button"
        aria-busy=${this.busy !== undefined}
        @click=${() => this.#accept(next.id)}
      >
        ${msg('Use new look')}
      </button>
    </div>`
  }

  #failed(next: Photo): TemplateResult {
    if (next.state === 'blocked')
      return html`<p class="quiet small">
        ${msg('The description of the look could not be painted as it is. Change it below; nothing was used up.')}
      </p>`
    const avatar = this.state.me?.avatar
    return html`<p class="quiet small" role="status">
        ${next.state === 'canceled' ? stoppedWords(next, avatar) : this.#failedWords(avatar)}
      </p>
      <div>
        <button
          class="pill compact"
          type="button"
          aria-busy=${this.busy === 'retry'}
          @click=${() =>
            this.attempt('retry', () =>
              next.mayRetry ? this.visit.retryLook(next.id) : this.visit.paintAgain(),
            )}
        >
          ${msg('Try again')}
        </button>
      </div>`
  }

  #failedWords(avatar: Avatar | null | undefined): string {
    const { possessive, subject, have } = pronounsOf(avatar?.gender)
    return msg(
      str`${capital(possessive)} new look did not come through, so ${subject} ${have} the one from before. Nothing was used up.`,
    )
  }

  #form(avatar: Avatar): TemplateResult {
    const draft: Draft = { ...describe(avatar), ...this.draft }
    const isOut = avatar.paintAgain.left === 0
    const errors = fieldErrorsOf(this.failure)
    const { object } = pronounsOf(draft.gender)
    const isChanged =
      JSON.stringify(describe(avatar)) !== JSON.stringify({ ...describe(avatar), ...this.draft })
    return html`<form novalidate @submit=${this.#save} @parlor-answer=${this.#keep}>
      <parlor-gender-field compact .draft=${draft} .error=${errors.gender}></parlor-gender-field>
      <parlor-age-field compact .draft=${draft} .error=${errors.age}></parlor-age-field>
      <parlor-origin-field
        compact
        .draft=${draft}
        .error=${errors.nationality}
        .nameError=${errors.name}
      ></parlor-origin-field>
      <parlor-words-field compact .draft=${draft} .error=${errors.appearance}></parlor-words-field>
      ${this.#isBehind(avatar) ? this.#conflict(avatar) : this.problem(Object.keys(errors).length > 0)}
      <div class="between">
        <p class="quiet tiny grow">
          ${msg(str`Saving paints ${object} anew. The look in use stays until you choose the new one.`)}
          ${looksLeft(avatar)}
        </p>
        <button
          class="pill primary compact"
          type="submit"
          ?disabled=${!isChanged || isOut}
          aria-busy=${this.busy === 'save'}
        >
          ${msg('Save and paint')}
        </button>
      </div>
    </form>`
  }

  /** Somebody else, such as another tab, saved after the first change was made here. */
  #isBehind(avatar: Avatar): boolean {
    return this.#base !== undefined && this.#base !== avatar.version
  }

  #conflict(avatar: Avatar): TemplateResult {
    const current = describe(avatar)
    const mine = (Object.keys(this.draft) as (keyof Draft)[]).filter(
      (field) => field in current && this.draft[field] !== current[field],
    )
    return html`<div class="banner stack tight" role="alert">
      <p>
        ${msg('The description was changed in another window meanwhile. Its words are here now, with your changes on top; save again if they are right.')}
      </p>
      ${mine.map(
        (field) =>
          html`<p class="small">${msg(str`${fieldName(field)} there: “${String(current[field])}”`)}</p>`,
      )}
      <div>
        <button class="link small" type="button" @click=${this.#drop}>${msg('Drop my changes')}</button>
      </div>
    </div>`
  }

  #drop = (): void => {
    this.draft = {}
    this.#base = undefined
    this.failure = undefined
  }

  #cancel = (id: string, options: CancelOptions) =>
    this.attempt('cancel', () => this.visit.cancelLook(id, options))

  #keep = (event: AnswerEvent): void => {
    const avatar = this.state.me?.avatar
    if (!avatar) return
    const current = describe(avatar)
    // a field that says what stands there already, as each does when it is checked, changes nothing of it
    this.draft = Object.fromEntries(
      Object.entries({ ...this.draft, ...event.detail }).filter(
        ([field, value]) => value !== current[field as keyof Draft],
      ),
    )
    this.#base = Object.keys(this.draft).length === 0 ? undefined : (this.#base ?? avatar.version)
  }

  #save = async (event: Event): Promise<void> => {
    event.preventDefault()
    const avatar = this.state.me?.avatar
    const fields = this.renderRoot.querySelectorAll<AnswerField>(
      'parlor-gender-field, parlor-age-field, parlor-origin-field, parlor-words-field',
    )
    for (const field of fields) if (!field.check()) return
    const description = avatar && descriptionOf({ ...describe(avatar), ...this.draft, told: true })
    if (!description) return
    // of the version that stands here: that it is a newer one than was changed is told beside it
    if (await this.attempt('save', () => this.visit.describe(description, avatar.version))) {
      this.#drop()
      this.chosen = undefined
      this.#showLooks()
    }
  }

  #accept = async (id: string): Promise<void> => {
    if (await this.attempt('accept', () => this.visit.accept(id))) this.#showLooks()
  }

  // the button that was pressed is gone by then: the focus goes to what it changed
  #showLooks(): void {
    this.renderRoot.querySelector<HTMLElement>('.pair')?.focus()
  }

  static override styles = [
    controls,
    lookCardStyle,
    css`
      .screen,
      form {
        display: flex;
        flex-direction: column;
        gap: 16px;
      }
      .pair {
        scroll-margin: 32px;
      }
      .pair:focus {
        outline: none;
      }
      .grow {
        flex: 1 1 200px;
      }
    `,
  ]
}

function describe({ gender, age, nationality, name, appearance }: Avatar): Draft {
  return { gender, age, nationality, name, appearance }
}

function fieldName(field: keyof Draft): string {
  if (field === 'name') return msg('Name')
  if (field === 'age') return msg('Age')
  if (field === 'nationality') return msg('Background')
  return field === 'gender' ? msg('Gender') : msg('Appearance')
}

function lookOf(avatar: Avatar, id: string | undefined): Photo | undefined {
  return id === undefined ? undefined : avatar.looks.find((look) => look.id === id)
}

// a look that stands beside the one in use; one that did not come out only until another was chosen instead
function isNews(avatar: Avatar, newest: Photo | undefined): boolean {
  if (!newest || newest.id === avatar.accepted?.photo) return false
  const accepted = avatar.accepted?.version ?? 0
  const isThere = isPending(newest) || isReady(newest)
  return isThere ? newest.version >= accepted : newest.version > accepted
}

function captionOf(look: Photo): string {
  return isPending(look) ? msg('New · developing') : msg('New')
}

customElements.define('parlor-look-editor', ParlorLookEditor)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-look-editor': ParlorLookEditor
  }
}
