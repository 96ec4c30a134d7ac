import { css, html, LitElement } from 'lit'

// NVDA misses a region that changes right after another one; this wait is what carbon-ai-chat found to work
const delayMs = 250

/**
 * Tells a screen reader what the eye sees: two polite regions used in turn, so that the same words
 * twice are spoken twice, and an assertive one. What comes within one delay is joined.
 */
export class ParlorAnnouncer extends LitElement {
  static override styles = css`
    :host {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  `
  #waiting: string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #turn = 0

  override render() {
    return html`
      <div role="status" aria-live="polite"></div>
      <div role="status" aria-live="polite"></div>
      <div role="alert" aria-live="assertive"></div>
    `
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waiting = []
  }

  say(text: string): void {
    this.#waiting.push(text)
    this.#timer ??= setTimeout(() => this.#speak(), delayMs)
  }

  alert(text: string): void {
    const region = this.#regions()[2]
    if (!region) return
    region.textContent = ''
    setTimeout(() => (region.textContent = text), delayMs)
  }

  #speak(): void {
    this.#timer = undefined
    const regions = this.#regions()
    const [speaking, silent] = this.#turn === 0 ? [regions[0], regions[1]] : [regions[1], regions[0]]
    if (speaking) speaking.textContent = this.#waiting.join(' ')
    if (silent) silent.textContent = ''
    this.#turn = 1 - this.#turn
    this.#waiting = []
  }

  #regions(): readonly Element[] {
    return [...this.renderRoot.querySelectorAll('div')]
  }
}

customElements.define('parlor-announcer', ParlorAnnouncer)
