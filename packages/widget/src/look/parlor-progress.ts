import { msg, str } from '@lit/localize'
import { html, LitElement, nothing, type TemplateResult } from 'lit'
import type { Gender, Photo } from '../api/shapes.ts'
import { pronounsOf } from '../avatar/pronouns.ts'
import type { VisitState } from '../journey/visit-state.ts'
import { controls } from '../style/controls.ts'
import { isLate, progressOf, stageWords, usualWait } from './develop.ts'

/**
 * The bar and its words while a look develops; the words are spoken when they change, the bar never.
 *
 * @fires parlor-cancel-look - it is clearly late, and the person waits no longer
 */
export class ParlorProgress extends LitElement {
  static override properties = {
    photo: { attribute: false },
    gender: { attribute: false },
    state: { attribute: false },
  }
  static override styles = controls
  declare photo: Photo | undefined
  declare gender: Gender | undefined
  declare state: Pick<VisitState, 'again' | 'stopping'>

  protected override render(): TemplateResult {
    const { photo, state } = this
    const isStopping = photo !== undefined && photo.id === state.stopping
    return html`<div class="stack tight">
      ${this.#bar(photo)}
      <p class="quiet small" role="status">
        ${isStopping ? msg('Stopping. This can take a moment.') : this.#words(photo)}
      </p>
      ${
        photo && isLate(photo) && !isStopping
          ? html`<div>
              <button class="link small" type="button" @click=${this.#cancel}>${msg('Stop waiting')}</button>
            </div>`
          : nothing
      }
    </div>`
  }

  // of another try nobody knows how long it takes: a bar that stood still or ran back would say so wrongly
  #bar(photo: Photo | undefined): TemplateResult {
    const label = msg('Developing')
    if (photo && photo.id === this.state.again) return html`<progress aria-label=${label}></progress>`
    return html`<progress max="100" .value=${photo ? progressOf(photo) : 3} aria-label=${label}></progress>`
  }

  #words(photo: Photo | undefined): string {
    if (!photo) return msg('Getting everything ready.')
    const { object } = pronounsOf(this.gender)
    const isAgain = photo.id === this.state.again
    if (!isAgain && !isLate(photo))
      return photo.expectedMs > 0 ? `${stageWords(photo)} ${usualWait(photo.expectedMs)}` : stageWords(photo)
    const why = isAgain
      ? msg('One try did not come out, so it is being painted again.')
      : msg('This takes longer than usual.')
    return isLate(photo) ? `${why} ${msg(str`You can close this, we will keep ${object}.`)}` : why
  }

  #cancel = (): void => void this.dispatchEvent(new CustomEvent('parlor-cancel-look'))
}

/** The bar as a screen shows it: `onCancel` gets the look that shall be painted no further. */
export function lookProgress(
  state: VisitState,
  look: Photo | undefined,
  onCancel: (id: string) => unknown,
): TemplateResult {
  return html`<parlor-progress
    .photo=${look}
    .gender=${state.me?.avatar?.gender ?? state.draft.gender}
    .state=${state}
    @parlor-cancel-look=${() => look && onCancel(look.id)}
  ></parlor-progress>`
}

customElements.define('parlor-progress', ParlorProgress)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-progress': ParlorProgress
  }
}
