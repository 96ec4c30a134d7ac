import { msg, updateWhenLocaleChanges } from '@lit/localize'
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { ApiError } from '../api/api-error.ts'
import type { Api } from '../api/client.ts'
import type { Visit } from '../journey/visit.ts'
import type { VisitState } from '../journey/visit-state.ts'
import { problemWords } from './problem.ts'

/** What every screen has: the visit to act on, its state to render, and one action at a time. */
export class Screen extends LitElement {
  static override properties = {
    api: { attribute: false },
    visit: { attribute: false },
    state: { attribute: false },
    busy: { state: true },
    failure: { state: true },
  }
  declare api: Api
  declare visit: Visit
  declare state: VisitState
  /** The name of the action that runs, so that only its own button waits. */
  declare busy: string | undefined
  declare failure: ApiError | undefined

  constructor() {
    super()
    this.busy = undefined
    this.failure = undefined
    updateWhenLocaleChanges(this)
  }

  protected override update(changed: PropertyValues<this>): void {
    const focused = this.shadowRoot?.activeElement
    super.update(changed)
    // what was focused may be gone with the part of the screen that it stood on
    if (focused && !focused.isConnected) this.focusHeading()
  }

  /** Runs an action once, however often its button is pressed, and keeps what went wrong for `problem()`. */
  protected async attempt(name: string, action: () => Promise<unknown>): Promise<boolean> {
    if (this.busy !== undefined) return false
    this.busy = name
    this.failure = undefined
    try {
      await action()
      return true
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      this.failure = cause
      return false
    } finally {
      this.busy = undefined
    }
  }

  /** The line about the last action, unless its fields say it themselves. */
  protected problem(isSaidBesideFields = false): TemplateResult | typeof nothing {
    const words = this.failure && !isSaidBesideFields ? problemWords(this.failure) : undefined
    if (!words) return nothing
    return html`<div class="banner danger" role="alert">
      <p>${words}</p>
      ${this.#larger()}
    </div>`
  }

  /** Where a larger tier would help whoever has one: it is changed, not bought beside. */
  #larger(): TemplateResult | typeof nothing {
    const { subscription } = this.state?.me ?? {}
    const isHelped = this.failure?.tiers?.some(({ id }) => id !== subscription?.tier?.id)
    if (!this.failure?.usedUp || !isHelped || !subscription?.can.change) return nothing
    return html`<button
      class="link small"
      type="button"
      @click=${() => this.visit.go({ view: 'settings' }, { wish: 'change-tier' })}
    >
      ${msg('See larger subscriptions')}
    </button>`
  }

  /** The way out for whoever is not who they thought to be here, or shares this device. */
  protected signOutLink(): TemplateResult {
    return html`<button
      class="link quiet small"
      type="button"
      @click=${() => this.attempt('out', () => this.visit.signOut())}
    >
      ${msg('Sign out')}
    </button>`
  }

  protected field(selector: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(selector)
  }

  /** Moves the reader to the start of the screen: its heading, which takes focus but is no tab stop. */
  focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>('[data-heading]')?.focus({ preventScroll: true })
  }
}
