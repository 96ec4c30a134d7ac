import { msg, str } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { CancelOptions } from '../api/photo-wait.ts'
import type { Avatar, Photo } from '../api/shapes.ts'
import { appendWords } from '../avatar/idea.ts'
import { capital, pronounsOf } from '../avatar/pronouns.ts'
import { isPending, isReady } from '../journey/journey.ts'
import { problemWords } from '../shell/problem.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'
import { beside } from '../style/shape.ts'
import { screenStyle } from '../style/screen-style.ts'
import { lookCard, lookCardStyle } from './look-card.ts'
import { lookProgress } from './parlor-progress.ts'
import { looksLeft, stoppedWords } from './words.ts'

const longestChange = 200

/** "Not quite her yet": small edits first, now beside new, and nothing that was painted is lost. */
export class ParlorChange extends Screen {
  static override properties = { ...Screen.properties, change: { state: true }, asked: { state: true } }
  declare change: string
  /** Another look was asked for: its failure is shown here too, not only its way. */
  declare asked: boolean

  constructor() {
    super()
    this.change = ''
    this.asked = false
  }

  protected override willUpdate(): void {
    // also after a reload, when the wish itself is long forgotten
    if (this.state.me?.avatar?.looks.some(isPending)) this.asked = true
  }

  protected override render(): TemplateResult | typeof nothing {
    const avatar = this.state.me?.avatar
    const newest = avatar?.looks.at(-1)
    if (!avatar || !newest) return nothing
    const now = avatar.looks.find(({ id }) => id === this.state.look) ?? avatar.looks.findLast(isReady)
    const isUnderWay = isPending(newest) || (this.asked && newest.state !== 'ready')
    return isUnderWay ? this.#developing(avatar, now, newest) : this.#question(avatar)
  }

  #question(avatar: Avatar): TemplateResult {
    const { object } = pronounsOf(avatar.gender)
    const isOut = avatar.paintAgain.left === 0
    return html`<form novalidate @submit=${this.#paint}>
      <h1 tabindex="-1" data-heading>${msg('What would you change?')}</h1>
      <div class="row" role="group" aria-label=${msg('Ideas')}>
        ${this.#ideas(avatar).map(
          (idea) =>
            html`<button class="chip small" type="button" @click=${() => this.#add(idea)}>
              <span aria-hidden="true">+</span> ${idea}
            </button>`,
        )}
      </div>
      <div class="field">
        <label for="change">${msg('Or say it in your words')}</label>
        <div class="box">
          <textarea
            id="change"
            rows="2"
            maxlength=${longestChange}
            .value=${this.change}
            @input=${(event: Event) => (this.change = (event.target as HTMLTextAreaElement).value)}
          ></textarea>
        </div>
      </div>
      ${this.#refusal()}
      <p class="quiet small">${looksLeft(avatar)}</p>
      <div class="foot">
        <button class="link" type="button" @click=${() => this.visit.back()}>${msg('Keep this one')}</button>
        <button class="pill primary" type="submit" ?disabled=${isOut}>
          ${msg(str`Paint ${object} again`)}
        </button>
      </div>
    </form>`
  }

  #developing(avatar: Avatar, now: Photo | undefined, next: Photo): TemplateResult {
    const isWaiting = isPending(next)
    const keep = () => this.visit.go({ view: 'reveal' }, now ? { look: now.id } : {})
    return html`<div class="screen beside">
      <h1 tabindex="-1" data-heading>${headingOf(avatar, next)}</h1>
      <div class="pair">
        ${lookCard(avatar, now, msg('Now'))}
        ${lookCard(avatar, next, isWaiting ? msg('New · developing') : msg('New'), { isNew: true })}
      </div>
      ${
        isWaiting
          ? lookProgress(this.state, next, this.#cancel)
          : html`<p class="quiet">${this.#why(next)}</p>`
      }
      ${this.#refusal()}
      ${
        isWaiting
          ? html`<div class="stay">
              <button class="pill wide" type="button" @click=${keep}>${msg('Keep the look I have')}</button>
            </div>`
          : html`<div class="foot">
              <button class="link" type="button" @click=${keep}>${msg('Keep the look I have')}</button>
              ${this.#again(next)}
            </div>`
      }
    </div>`
  }

  #again(next: Photo): TemplateResult {
    if (next.state === 'blocked')
      return html`<button class="pill primary" type="button" @click=${() => (this.asked = false)}>
        ${msg('Other words')}
      </button>`
    return html`<button
      class="pill primary"
      type="button"
      aria-busy=${this.busy !== undefined}
      @click=${() =>
        this.attempt('retry', () =>
          next.mayRetry ? this.visit.retryLook(next.id) : this.visit.paintAgain(next.change ?? undefined),
        )}
    >
      ${msg('Try again')}
    </button>`
  }

  #cancel = (id: string, options: CancelOptions) =>
    this.attempt('cancel', () => this.visit.cancelLook(id, options))

  #why(next: Photo): string | undefined {
    if (next.state === 'canceled') return stoppedWords(next, this.state.me?.avatar)
    return next.state === 'blocked'
      ? msg('The change could not be painted as it is worded. Nothing was used up.')
      : msg('Try again, nothing was used up.')
  }

  #refusal(): TemplateResult | typeof nothing {
    const { failure } = this
    if (failure?.code !== 'payment-required') return this.problem()
    return html`<p class="banner" role="alert">${problemWords(failure)}</p>`
  }

  #ideas(avatar: Avatar): readonly string[] {
    const shared = [msg('softer light'), msg('a bit older'), msg('different hair'), msg('a warmer smile')]
    return avatar.gender === 'man' ? [...shared, msg('less formal')] : [...shared, msg('less make-up')]
  }

  #add(idea: string): void {
    const words = appendWords(this.change, idea)
    if (words.length <= longestChange) this.change = words
  }

  #paint = async (event: Event): Promise<void> => {
    event.preventDefault()
    const change = this.change.trim()
    this.asked = await this.attempt('paint', () => this.visit.paintAgain(change || undefined))
    if (this.asked) this.focusHeading()
  }

  static override styles = [
    controls,
    screenStyle,
    lookCardStyle,
    css`
      :host {
        display: grid;
      }
      /* the pair in the middle of what is free, the way back at the end */
      .beside > h1 {
        margin-block-start: auto;
      }
      .beside > .stay,
      .beside > .foot {
        margin-block-start: auto;
      }
      .pair {
        grid-template-columns: 2fr 3fr;
        align-items: end;
      }
      @container ${beside} {
        .pair {
          grid-template-columns: 1fr 1fr;
          max-inline-size: min(420px, 1.6 * (100cqh - 224px));
        }
      }
      textarea {
        resize: none;
        field-sizing: content;
        min-block-size: 72px;
      }
    `,
  ]
}

function headingOf({ gender }: Avatar, next: Photo): string {
  if (isPending(next)) return msg('Another look is on its way.')
  if (next.state === 'canceled') return msg('This look was stopped.')
  return capital(msg(str`${pronounsOf(gender).subject} did not come through.`))
}

customElements.define('parlor-change', ParlorChange)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-change': ParlorChange
  }
}
