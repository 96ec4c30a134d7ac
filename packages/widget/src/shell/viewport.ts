import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * Keeps a full-screen host as tall as what is visible: on iOS the keyboard covers a `100dvh` box instead of
 * shrinking it. Waits while a finger is down, since a box that changes then throws the field off screen.
 */
export class ViewportController implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement
  #isPressed = false

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    globalThis.visualViewport?.addEventListener('resize', this.#fit)
    globalThis.visualViewport?.addEventListener('scroll', this.#fit)
    this.#host.addEventListener('pointerdown', this.#press)
    globalThis.addEventListener('pointerup', this.#release)
    globalThis.addEventListener('pointercancel', this.#release)
  }

  hostDisconnected(): void {
    globalThis.visualViewport?.removeEventListener('resize', this.#fit)
    globalThis.visualViewport?.removeEventListener('scroll', this.#fit)
    this.#host.removeEventListener('pointerdown', this.#press)
    globalThis.removeEventListener('pointerup', this.#release)
    globalThis.removeEventListener('pointercancel', this.#release)
  }

  #press = (): void => {
    this.#isPressed = true
  }

  #release = (): void => {
    this.#isPressed = false
    this.#fit()
  }

  #fit = (): void => {
    const viewport = globalThis.visualViewport
    // a zoomed-in page is being read, not typed into
    if (!viewport || this.#isPressed || viewport.scale > 1.01) return
    this.#host.style.setProperty('--parlor-viewport-height', `${Math.round(viewport.height)}px`)
    this.#host.style.setProperty('--parlor-viewport-top', `${Math.round(viewport.offsetTop)}px`)
  }
}
