import { msg, str } from '@lit/localize'
import { html, LitElement, nothing, type TemplateResult } from 'lit'
import type { Photo } from '../api/shapes.ts'
import { pronounsOf } from '../avatar/pronouns.ts'
import type { Gender } from '../api/shapes.ts'
import { controls } from '../style/controls.ts'
import { isLate, progressOf, stageWords, usualWait } from './develop.ts'

/** The bar and its words while a look develops; the words are spoken when they change, the bar never. */
export class ParlorProgress extends LitElement {
  static override properties = { photo: { attribute: false }, gender: { attribute: false } }
  static override styles = controls
  declare photo: Photo | undefined
  declare gender: Gender | undefined

  protected override render(): TemplateResult {
    const { photo } = this
    const { object } = pronounsOf(this.gender)
    return html`<div class="stack tight">
      <progress max="100" .value=${photo ? progressOf(photo) : 3} aria-label=${msg('Developing')}></progress>
      <p class="quiet small" role="status">
        ${photo ? stageWords(photo) : msg('Getting everything ready.')}
        ${photo && !isLate(photo) && photo.expectedMs > 0 ? usualWait(photo.expectedMs) : nothing}
        ${
          photo && isLate(photo)
            ? msg(str`Taking longer than usual. You can close this, we will keep ${object}.`)
            : nothing
        }
      </p>
    </div>`
  }
}

customElements.define('parlor-progress', ParlorProgress)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-progress': ParlorProgress
  }
}
