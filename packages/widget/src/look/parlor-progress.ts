import { msg, str } from '@lit/localize'
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { isLate, leftMs, mayCancel, type CancelOptions } from '../api/photo-wait.ts'
import type { Gender, Photo } from '../api/shapes.ts'
import { pronounsOf } from '../avatar/pronouns.ts'
import type { VisitState } from '../journey/visit-state.ts'
import { controls } from '../style/controls.ts'
import { progressOf, stageWords, usualWait } from './develop.ts'

/**
 * The bar and its words while a look develops; the words are spoken when they change, the bar never.
 *
 * @fires parlor-cancel-look - the person waits no longer: `whileFree`, or told before that it counts all the same
 */
export class ParlorProgress extends LitElement {
  static override properties = {
    photo: { attribute: false },
    gender: { attribute: false },
    stopping: { attribute: false },
    isAsking: { state: true },
  }
  static override styles = controls
  declare photo: Photo | undefined
  declare gender: Gender | undefined
  /** The look that was asked to stop. */
  declare stopping: string | undefined
  declare isAsking: boolean
  /** The fullest that was shown: a bar that ran back would say that something was lost. */
  #shown = 0
  /** It was to stop for nothing; when it was begun meanwhile, the person is asked after all. */
  #isFreeStop = false

  constructor() {
    super()
    this.isAsking = false
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { photo } = this
    const before = changed.get('photo')
    if (before && before.id !== photo?.id) {
      this.#shown = 0
      this.#isFreeStop = false
    }
    this.#shown = Math.max(this.#shown, photo ? progressOf(photo) : 3)
    if (photo && !mayCancel(photo)) this.isAsking = false
    if (this.#isFreeStop && photo && photo.state !== 'queued') {
      this.#isFreeStop = false
      this.isAsking = mayCancel(photo) && !photo.isStopping
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('isAsking') && this.isAsking)
      this.renderRoot.querySelector<HTMLElement>('[data-keep]')?.focus()
  }

  protected override render(): TemplateResult {
    const { photo } = this
    const isStopping = photo !== undefined && (photo.isStopping || photo.id === this.stopping)
    return html`<div class="stack tight">
      <progress max="100" .value=${this.#shown} aria-label=${msg('Developing')}></progress>
      <p class="quiet small" role="status">
        ${isStopping ? msg('Stopping. This can take a moment.') : this.#words(photo)}
      </p>
      ${photo && mayCancel(photo) && !isStopping ? this.#stop(photo) : nothing}
    </div>`
  }

  #stop(photo: Photo): TemplateResult {
    if (!this.isAsking)
      return html`<div>
        <button class="link small" type="button" @click=${() => this.#ask(photo)}>${msg('Stop')}</button>
      </div>`
    return html`<div class="stack tight" role="group" aria-labelledby="cost">
      <p class="small" id="cost">${msg('It is being painted already, so it counts all the same.')}</p>
      <div class="row">
        <button class="pill compact" type="button" data-keep @click=${() => (this.isAsking = false)}>
          ${msg('Keep waiting')}
        </button>
        <button class="pill compact" type="button" @click=${() => this.#cancel({ whileFree: false })}>
          ${msg('Stop it')}
        </button>
      </div>
    </div>`
  }

  #words(photo: Photo | undefined): string {
    if (!photo) return msg('Getting everything ready.')
    const words = [stageWords(photo)]
    if (isLate(photo)) {
      const { object } = pronounsOf(this.gender)
      words.push(msg('This takes longer than usual.'), msg(str`You can close this, we will keep ${object}.`))
    } else if (leftMs(photo) !== undefined) words.push(usualWait(photo.expectedMs - photo.waitedMs))
    return words.join(' ')
  }

  // what waits is stopped for free and at once; what was begun is asked about
  #ask(photo: Photo): void {
    if (photo.state !== 'queued') {
      this.isAsking = true
      return
    }
    this.#isFreeStop = true
    this.#cancel({ whileFree: true })
  }

  #cancel(options: CancelOptions): void {
    this.isAsking = false
    this.dispatchEvent(new CustomEvent('parlor-cancel-look', { detail: options }))
  }
}

/** The bar as a screen shows it: `onCancel` gets the look that shall be painted no further. */
export function lookProgress(
  state: VisitState,
  look: Photo | undefined,
  onCancel: (id: string, options: CancelOptions) => unknown,
): TemplateResult {
  return html`<parlor-progress
    .photo=${look}
    .gender=${state.me?.avatar?.gender ?? state.draft.gender}
    .stopping=${state.stopping}
    @parlor-cancel-look=${({ detail }: CustomEvent<CancelOptions>) => look && onCancel(look.id, detail)}
  ></parlor-progress>`
}

customElements.define('parlor-progress', ParlorProgress)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-progress': ParlorProgress
  }
}
