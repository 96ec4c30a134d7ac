import { msg, str } from '@lit/localize'
import { html, LitElement, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { mayCancel, type CancelOptions } from '../api/photo-wait.ts'
import { controlStyle } from './control-style.ts'
import { closeIcon, expandIcon, photoIcon, saveIcon } from './icons.ts'
import { photoCardStyle } from './photo-card-style.ts'
import { photoProgress } from './photo-progress.ts'
import type { PhotoCard } from './row.ts'
import { isMoving } from './row.ts'

/** Addresses of one photo's image: small, full, and full as a download. */
export type PhotoUrls = { readonly preview: string; readonly image: string; readonly download: string }

/**
 * A photo in the conversation, from the moment it is asked for: one frame that holds the wait, the picture or
 * the failure and never changes its size. A caption stands below the picture, so that nothing lies over it,
 * least of all over the mark in its corner.
 *
 * @fires photo-open - the person wants to see it large
 * @fires photo-retry - try the same again
 * @fires photo-change - ask for something else
 * @fires photo-cancel - the person waits no longer: `whileFree`, or told before that it counts all the same
 */
export class ParlorPhotoCard extends LitElement {
  static override properties = {
    card: { attribute: false },
    urls: { attribute: false },
    name: {},
    portraitUrl: { attribute: false },
    isLoaded: { state: true },
    isBroken: { state: true },
    isAsking: { state: true },
  }
  static override styles = [controlStyle, photoCardStyle]
  declare card: PhotoCard
  declare urls: PhotoUrls
  declare name: string
  declare portraitUrl: string | null
  declare isLoaded: boolean
  declare isBroken: boolean
  /** Whether to cancel what was begun already. */
  declare isAsking: boolean
  #clock: ReturnType<typeof setInterval> | undefined
  /** True when the photo came while the card was on the screen: only then it sharpens slowly. */
  #wasWaiting = false
  /** The fullest bar that was shown: one that ran back would say that something was lost. */
  #shown = 0
  /** It was to be canceled for nothing; when it was begun meanwhile, the person is asked after all. */
  #isFreeCancel = false

  constructor() {
    super()
    this.isLoaded = false
    this.isBroken = false
    this.isAsking = false
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#clock)
    this.#clock = undefined
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#shape()
    this.requestUpdate()
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('card')
    if (before && before.photo !== this.card.photo) {
      this.isLoaded = this.isBroken = this.isAsking = false
      this.#shown = 0
      this.#isFreeCancel = false
    }
    if (!this.#mayCancel) this.isAsking = false
    if (this.#isFreeCancel && this.card.state !== 'queued') {
      this.#isFreeCancel = false
      this.isAsking = this.#mayCancel
    }
    this.#shown = Math.max(this.#shown, photoProgress(this.card, Date.now()).fraction)
    if (isMoving(this.card)) {
      this.#wasWaiting = true
      this.#clock ??= setInterval(() => this.requestUpdate(), 1_000)
    } else {
      clearInterval(this.#clock)
      this.#clock = undefined
    }
  }

  override updated(changed: PropertyValues<this>): void {
    this.#shape()
    if (changed.has('isAsking') && this.isAsking)
      this.renderRoot.querySelector<HTMLElement>('[data-keep]')?.focus()
    const bar = this.renderRoot.querySelector<HTMLElement>('.bar > span')
    bar?.style.setProperty('transform', `scaleX(${this.#shown})`)
  }

  // before the first drawing too: whoever put the card here measures the page right after
  #shape(): void {
    if (!this.card) return
    this.style.setProperty('--ratio', String(this.card.width / this.card.height))
    this.toggleAttribute('captioned', this.card.caption !== null)
  }

  override render(): TemplateResult {
    const { card } = this
    const isFine = isMoving(card) || (card.state === 'ready' && !this.isBroken)
    return html`${this.#box()}
    ${isFine && card.caption ? html`<p class="caption"><span dir="auto">${card.caption}</span></p>` : nothing}`
  }

  #box(): TemplateResult {
    if (isMoving(this.card)) return this.#waiting()
    if (this.card.state === 'ready') return this.isBroken ? this.#broken() : this.#picture()
    return this.#failure()
  }

  #backdrop(): TemplateResult {
    return html`<div class="backdrop">
      ${this.portraitUrl ? html`<img src=${this.portraitUrl} alt="" />` : nothing}
    </div>`
  }

  #waiting(): TemplateResult {
    const { words, isLate } = photoProgress(this.card, Date.now())
    const title = msg(str`${this.name} is taking a photo`)
    return html`<div class="box waiting">
      ${this.#backdrop()}
      ${
        this.#mayCancel && !this.isAsking
          ? html`<div class="tools">
              <button type="button" class="icon" aria-label=${msg('Cancel this photo')} @click=${this.#ask}>
                ${closeIcon}
              </button>
            </div>`
          : nothing
      }
      <div class="foot ${this.isAsking ? 'asking' : ''}">
        ${this.isAsking ? this.#question() : nothing}
        <strong>${title}</strong>
        <span class="stage">${words}</span>
        <div
          class="bar ${isLate ? 'late' : ''}"
          role="progressbar"
          aria-label=${title}
          aria-valuemin="0"
          aria-valuemax="100"
          aria-valuenow=${Math.round(this.#shown * 100)}
          aria-valuetext=${words}
        >
          <span></span>
        </div>
      </div>
    </div>`
  }

  #question(): TemplateResult {
    return html`<div class="question" role="group" aria-labelledby="cost">
      <span id="cost">${msg('It is being taken already, so it counts all the same.')}</span>
      <button type="button" class="light" data-keep @click=${() => (this.isAsking = false)}>
        ${msg('Keep waiting')}
      </button>
      <button type="button" class="light" @click=${() => this.#cancel({ whileFree: false })}>
        ${msg('Cancel it')}
      </button>
    </div>`
  }

  get #mayCancel(): boolean {
    const { state, isStopping } = this.card
    return state !== 'hidden' && mayCancel({ state }) && !isStopping
  }

  // what waits is canceled for free and at once; what was begun is asked about
  #ask = (): void => {
    if (this.card.state !== 'queued') {
      this.isAsking = true
      return
    }
    this.#isFreeCancel = true
    this.#cancel({ whileFree: true })
  }

  #cancel(detail: CancelOptions): void {
    this.isAsking = false
    this.dispatchEvent(new CustomEvent('photo-cancel', { detail }))
  }

  #picture(): TemplateResult {
    const { alt, width } = this.card
    const arrival = this.#wasWaiting ? 'arriving' : ''
    return html`<div class="box ready">
      ${this.isLoaded && !this.#wasWaiting ? nothing : this.#backdrop()}
      <button type="button" class="picture" aria-label=${msg(str`Open photo: ${alt}`)} @click=${this.#open}>
        <img
          class=${`${arrival} ${this.isLoaded ? 'loaded' : ''}`}
          src=${this.urls.preview}
          srcset=${`${this.urls.preview} 528w, ${this.urls.image} ${width}w`}
          sizes="264px"
          alt=""
          loading="lazy"
          decoding="async"
          @load=${() => (this.isLoaded = true)}
          @error=${() => (this.isBroken = true)}
        />
      </button>
      <div class="tools">
        <button type="button" class="icon" aria-label=${msg('View large')} @click=${this.#open}>
          ${expandIcon}
        </button>
        <a class="icon button" href=${this.urls.download} download aria-label=${msg('Save photo')}
          >${saveIcon}</a
        >
      </div>
      <span class="tag">${msg('AI photo')}</span>
    </div>`
  }

  #broken(): TemplateResult {
    return html`<div class="box failed">
      ${photoIcon}
      <strong>${msg('The photo could not be loaded')}</strong>
      <button type="button" class="second" @click=${() => (this.isBroken = false)}>
        ${msg('Load again')}
      </button>
    </div>`
  }

  #failure(): TemplateResult {
    const { state, mayRetry, refusal } = this.card
    if (state === 'hidden') {
      return html`<div class="box failed">${photoIcon}<strong>${msg('This photo was removed')}</strong></div>`
    }
    return html`<div class="box failed">
      ${photoIcon}
      <strong>${failureWords(state)}</strong>
      <span class="free">${costWords(this.card)}</span>
      ${
        mayRetry
          ? html`<button type="button" class="main" @click=${() => this.#tell('photo-retry')}>
              ${msg('Try again')}
            </button>`
          : nothing
      }
      <button type="button" class=${mayRetry ? 'second' : 'main'} @click=${() => this.#tell('photo-change')}>
        ${msg('Change the ask')}
      </button>
      ${refusal === null ? nothing : html`<span class="refusal">${refusal}</span>`}
    </div>`
  }

  #open = (): void => this.#tell('photo-open')

  #tell(type: string): void {
    this.dispatchEvent(new CustomEvent(type))
  }
}

function failureWords(state: PhotoCard['state']): string {
  if (state === 'canceled') return msg('This photo was canceled')
  return state === 'blocked' ? msg('That one needs other words') : msg('That one did not come out')
}

/** What it cost, said in any case: nothing, unless it was canceled when it had been begun. */
function costWords({ state, counted }: PhotoCard): string {
  if (state !== 'canceled') return msg('You were not charged for it.')
  if (counted === null) return ''
  return counted ? msg('It had been begun, so it counts as one of your photos.') : msg('It was not counted.')
}

customElements.define('parlor-photo-card', ParlorPhotoCard)
