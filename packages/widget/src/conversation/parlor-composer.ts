import { msg, str } from '@lit/localize'
import { html, LitElement, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { composerStyle } from './composer-style.ts'
import { controlStyle } from './control-style.ts'
import { photoIcon, sendIcon, stopIcon } from './icons.ts'

export const longestMessage = 8_000
const counterFrom = 7_500

/**
 * Where the person writes. It is never disabled: while an answer comes the button stops it, unless
 * there is something to send.
 *
 * @fires composer-send - detail: the text
 * @fires composer-stop
 * @fires composer-draft - detail: the text so far
 */
export class ParlorComposer extends LitElement {
  static override properties = {
    name: {},
    isAnswering: { attribute: false },
    text: { attribute: false },
  }
  static override styles = [controlStyle, composerStyle]
  declare name: string
  declare isAnswering: boolean
  declare text: string

  constructor() {
    super()
    this.name = ''
    this.isAnswering = false
    this.text = ''
  }

  /** Puts words into the field with the cursor behind them; what was written already stays in front. */
  prefill(text: string): void {
    const before = this.text.trimEnd()
    this.text = before === '' || before === text.trimEnd() ? text : `${before} ${text}`
    this.#tellDraft()
    void this.updateComplete.then(() => {
      const field = this.#field()
      field?.focus()
      field?.setSelectionRange(this.text.length, this.text.length)
    })
  }

  /** To the field, not to the first button. */
  override focus(): void {
    this.#field()?.focus()
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('text')) this.#grow()
  }

  override render(): TemplateResult {
    const isTooLong = this.text.length > longestMessage
    const placeholder = msg(str`Message ${this.name}`)
    return html`<form @submit=${this.#submit}>
      <button type="button" class="icon" aria-label=${msg('Ask for a photo')} @click=${this.#askPhoto}>
        ${photoIcon}
      </button>
      <div class="field">
        <textarea
          rows="1"
          aria-label=${placeholder}
          placeholder=${placeholder}
          enterkeyhint="send"
          autocapitalize="sentences"
          aria-invalid=${isTooLong ? 'true' : 'false'}
          aria-describedby=${this.text.length >= counterFrom ? 'counter' : nothing}
          .value=${this.text}
          @input=${this.#input}
          @keydown=${this.#keydown}
        ></textarea>
        ${
          this.text.length >= counterFrom
            ? html`<span
                id="counter"
                class=${isTooLong ? 'counter over' : 'counter'}
                role=${isTooLong ? 'alert' : nothing}
              >
                ${this.text.length} / ${longestMessage}
                ${isTooLong ? msg('· a bit too long to send') : nothing}
              </span>`
            : nothing
        }
      </div>
      ${this.#button(isTooLong)}
    </form>`
  }

  #button(isTooLong: boolean): TemplateResult {
    const isEmpty = this.text.trim() === ''
    if (this.isAnswering && isEmpty) {
      return html`<button
        type="button"
        class="icon go"
        aria-label=${msg('Stop the answer')}
        @click=${this.#stop}
      >
        ${stopIcon}
      </button>`
    }
    return html`<button
      type="submit"
      class="icon go ${isEmpty || isTooLong ? 'idle' : ''}"
      aria-label=${msg('Send')}
      aria-disabled=${isEmpty || isTooLong ? 'true' : 'false'}
    >
      ${sendIcon}
    </button>`
  }

  #input = (event: Event): void => {
    this.text = (event.target as HTMLTextAreaElement).value
    this.#tellDraft()
  }

  #keydown = (event: KeyboardEvent): void => {
    // 229: an input method is still choosing a character (Safari ends composing before the key)
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    this.#submit(event)
  }

  #submit = (event: Event): void => {
    event.preventDefault()
    const text = this.text.trim()
    if (text === '' || this.text.length > longestMessage) return
    this.text = ''
    this.#tell('composer-send', text)
    this.#tellDraft()
    this.#field()?.focus()
  }

  #askPhoto = (): void => this.prefill(msg('Could you send me a photo of '))

  #stop = (): void => {
    this.#tell('composer-stop', null)
    this.#field()?.focus()
  }

  #tellDraft(): void {
    this.#tell('composer-draft', this.text)
  }

  #tell(type: string, detail: string | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }

  #field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea')
  }

  // set through CSSOM: a style attribute would need the page's Content-Security-Policy to allow it
  #grow(): void {
    const field = this.#field()
    if (!field) return
    field.style.blockSize = 'auto'
    field.style.blockSize = `${field.scrollHeight + 2}px`
  }
}

customElements.define('parlor-composer', ParlorComposer)
