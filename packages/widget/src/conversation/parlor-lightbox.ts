import { msg, str } from '@lit/localize'
import { html, LitElement, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { controlStyle } from './control-style.ts'
import { closeIcon, minusIcon, nextIcon, plusIcon, previousIcon, saveIcon } from './icons.ts'
import { lightboxStyle } from './lightbox-style.ts'
import type { PhotoUrls } from './parlor-photo-card.ts'
import { fitted, moved, zoomed } from './zoom.ts'
import type { Zoom } from './zoom.ts'

/** A photo as the lightbox shows it. */
export type LargePhoto = {
  readonly photo: string
  readonly alt: string
  readonly caption: string | null
  readonly urls: PhotoUrls
}

/**
 * All photos of the conversation, large, in a native modal dialog: focus stays in, Escape leaves.
 *
 * @fires photo-close - however it was closed
 */
export class ParlorLightbox extends LitElement {
  static override properties = {
    photos: { state: true },
    index: { state: true },
    zoom: { state: true },
  }
  static override styles = [controlStyle, lightboxStyle]
  declare photos: readonly LargePhoto[]
  declare index: number
  declare zoom: Zoom
  #pointers = new Map<number, { x: number; y: number }>()

  constructor() {
    super()
    this.photos = []
    this.index = 0
    this.zoom = fitted
  }

  async open(photos: readonly LargePhoto[], photo: string): Promise<void> {
    this.photos = photos
    this.index = Math.max(
      0,
      photos.findIndex((each) => each.photo === photo),
    )
    this.zoom = fitted
    await this.updateComplete
    const dialog = this.#dialog()
    if (dialog && !dialog.open) dialog.showModal()
    dialog?.querySelector<HTMLElement>('.close')?.focus()
  }

  close(): void {
    this.#dialog()?.close()
  }

  override updated(): void {
    const { scale, x, y } = this.zoom
    const image = this.renderRoot.querySelector('img')
    image?.style.setProperty('transform', `translate(${x}px, ${y}px) scale(${scale})`)
  }

  override render(): TemplateResult {
    const shown = this.photos[this.index]
    return html`<dialog
      aria-label=${msg('Photos')}
      @keydown=${this.#keydown}
      @click=${this.#clickOutside}
      @close=${this.#closed}
    >
      ${shown ? this.#photo(shown) : nothing}
    </dialog>`
  }

  #photo({ photo, alt, caption, urls }: LargePhoto): TemplateResult {
    const count = this.photos.length
    return html`
      <div class="top">
        <span class="count" aria-live="polite">${msg(str`Photo ${this.index + 1} of ${count}`)}</span>
        <button
          type="button"
          class="icon"
          aria-label=${msg('Zoom out')}
          @click=${() => this.#zoomBy(1 / 1.5)}
        >
          ${minusIcon}
        </button>
        <button type="button" class="icon" aria-label=${msg('Zoom in')} @click=${() => this.#zoomBy(1.5)}>
          ${plusIcon}
        </button>
        <a class="icon button" href=${urls.download} download aria-label=${msg('Save photo')}>${saveIcon}</a>
        <button type="button" class="icon close" aria-label=${msg('Close')} @click=${() => this.close()}>
          ${closeIcon}
        </button>
      </div>
      <figure
        class=${this.zoom.scale > 1 ? 'stage zoomed' : 'stage'}
        @wheel=${this.#wheel}
        @dblclick=${() => (this.zoom = this.zoom.scale > 1 ? fitted : zoomed(fitted, 2))}
        @pointerdown=${this.#pointerDown}
        @pointermove=${this.#pointerMove}
        @pointerup=${this.#pointerUp}
        @pointercancel=${this.#pointerUp}
      >
        <img src=${urls.image} alt=${alt} draggable="false" />
      </figure>
      <div class="bottom">
        <span class="tag">${msg('AI photo')}</span>
        <span class="caption">${caption ?? ''}</span>
        <a class="origin" href=${`/verify.html?photo=${encodeURIComponent(photo)}`} target="_blank">
          ${msg('Check its origin')}
        </a>
      </div>
      ${
        count > 1
          ? html`
              <button
                type="button"
                class="icon side previous"
                aria-label=${msg('Previous photo')}
                @click=${() => this.#go(-1)}
              >
                ${previousIcon}
              </button>
              <button
                type="button"
                class="icon side next"
                aria-label=${msg('Next photo')}
                @click=${() => this.#go(1)}
              >
                ${nextIcon}
              </button>
            `
          : nothing
      }
    `
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog')
  }

  #closed = (): void => {
    this.photos = []
    this.dispatchEvent(new CustomEvent('photo-close'))
  }

  #go(step: number): void {
    this.index = (this.index + step + this.photos.length) % this.photos.length
    this.zoom = fitted
  }

  #zoomBy(factor: number): void {
    this.zoom = zoomed(this.zoom, factor)
  }

  #keydown = (event: KeyboardEvent): void => {
    const forward = this.matches(':dir(rtl)') ? -1 : 1
    const deeds: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.#go(forward),
      ArrowLeft: () => this.#go(-forward),
      Home: () => this.#go(-this.index),
      End: () => this.#go(this.photos.length - 1 - this.index),
      '+': () => this.#zoomBy(1.25),
      '=': () => this.#zoomBy(1.25),
      '-': () => this.#zoomBy(1 / 1.25),
      '0': () => (this.zoom = fitted),
    }
    const deed = event.ctrlKey || event.metaKey ? undefined : deeds[event.key]
    // F6 and the arrows of the log below must not move while the dialog is open
    event.stopPropagation()
    if (!deed) return
    event.preventDefault()
    deed()
  }

  #clickOutside = (event: MouseEvent): void => {
    if (event.target === this.#dialog()) this.close()
  }

  #wheel = (event: WheelEvent): void => {
    event.preventDefault()
    this.#zoomBy(event.deltaY < 0 ? 1.12 : 1 / 1.12)
  }

  #pointerDown = (event: PointerEvent): void => {
    this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    ;(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId)
  }

  #pointerMove = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId)
    if (!before) return
    const now = { x: event.clientX, y: event.clientY }
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1]
    this.#pointers.set(event.pointerId, now)
    if (other) this.#zoomBy(distance(now, other) / Math.max(1, distance(before, other)))
    else this.zoom = moved(this.zoom, now.x - before.x, now.y - before.y)
  }

  #pointerUp = (event: PointerEvent): void => void this.#pointers.delete(event.pointerId)
}

customElements.define('parlor-lightbox', ParlorLightbox)

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
