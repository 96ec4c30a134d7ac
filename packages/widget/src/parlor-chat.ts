import { msg, updateWhenLocaleChanges } from '@lit/localize'
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import './account/parlor-account.ts'
import './account/parlor-login.ts'
import { createApi, type Api } from './api/client.ts'
import './conversation/parlor-conversation.ts'
import { deviceStorage, type DeviceStorage } from './draft/device.ts'
import './gate/parlor-gate.ts'
import { createVisit, type Visit, type VisitState } from './journey/visit.ts'
import './look/parlor-change.ts'
import './look/parlor-developing.ts'
import './look/parlor-reveal.ts'
import './meet/parlor-meet.ts'
import './paywall/parlor-paywall.ts'
import './portrait/parlor-portrait.ts'
import { poseOf } from './portrait/pose.ts'
import './settings/parlor-settings.ts'
import { pageHistory } from './shell/page-history.ts'
import './shell/parlor-sandbox-mark.ts'
import './shell/parlor-trouble.ts'
import type { Screen } from './shell/screen.ts'
import { keepTheme, readTheme, type Theme } from './shell/theme.ts'
import { ViewportController } from './shell/viewport.ts'
import { shellStyle } from './style/shell-style.ts'
import { tokens } from './style/tokens.ts'

/**
 * The whole visit in one element: the gate, the first meeting, the account, the portrait, the paywall, the
 * chat and its settings. Which of them shows follows from the server's `next` and from what lies on the device.
 *
 * Attributes: `src` (origin of the server, the page's own unless given), `theme` (`auto`, `light`, `dark`),
 * `mode` (`fullscreen` or `inline`, which fills its box); `view` reflects the screen, as does the custom
 * state `view-…`. Brand it by `--parlor-accent` and `--parlor-on-accent`.
 */
export class ParlorChat extends LitElement {
  static override properties = {
    src: {},
    view: { reflect: true },
    theme: { reflect: true },
    mode: { reflect: true },
    state: { state: true },
  }
  static override styles = [tokens, shellStyle]
  declare src: string
  declare view: string
  declare theme: Theme
  declare mode: 'fullscreen' | 'inline'
  declare state: VisitState | undefined

  readonly #local: DeviceStorage = deviceStorage('local')
  readonly #internals = this.attachInternals()
  #pages: ReturnType<typeof pageHistory> | undefined
  #api: Api | undefined
  #visit: Visit | undefined

  constructor() {
    super()
    this.src = ''
    this.view = 'loading'
    this.theme = 'auto'
    this.mode = 'inline'
    this.state = undefined
    new ViewportController(this)
    updateWhenLocaleChanges(this)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.theme = readTheme(this.#local) ?? this.theme
    globalThis.addEventListener('popstate', this.#popped)
    this.#api = createApi({ base: this.src.replace(/\/$/, '') })
    // only a page that is ours altogether lends us its history and its address
    this.#pages = this.mode === 'fullscreen' ? pageHistory(globalThis.history) : undefined
    this.#visit = createVisit({
      api: this.#api,
      local: this.#local,
      session: deviceStorage('session'),
      checkout: this.#takeCheckout(),
      onChange: (state) => {
        this.state = state
      },
    })
    void this.#visit.start()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    globalThis.removeEventListener('popstate', this.#popped)
    this.#visit?.close()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { state } = this
    if (!changed.has('state') || !state) return
    this.view = state.place.view
    this.#pages?.follow(state)
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get('state')
    if (!changed.has('state') || !this.state) return
    const { view, step } = this.state.place
    if (before?.place.view === view && before.place.step === step) return
    this.#mark(before?.place.view, view)
    this.renderRoot.querySelector('.content')?.scrollTo(0, 0)
    if (before && before.place.view !== 'loading') void this.#focusHeading()
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this
    if (!state || !this.#visit) return nothing
    const { view } = state.place
    if (view === 'chat') return this.#frame(this.#conversation(state), 'room')
    if (view === 'settings') return this.#frame(this.#settings(state), 'room')
    return this.#frame(this.#meeting(state), 'scene')
  }

  #frame(inside: TemplateResult, kind: 'room' | 'scene'): TemplateResult {
    return html`<div class="backdrop"><main class="panel ${kind}" part="panel">${inside}</main></div>`
  }

  #meeting(state: VisitState): TemplateResult {
    const pose = poseOf(state)
    const { view, step } = state.place
    return html`
      <div class="stage ${pose.size}" part="portrait">
        <parlor-portrait
          .gender=${pose.gender}
          .words=${pose.words}
          .softness=${pose.blur}
          .low=${pose.size === 'strip'}
          .photo=${pose.photo}
          .alt=${pose.alt}
        ></parlor-portrait>
      </div>
      ${
        view === 'meet'
          ? html`<div class="steps" aria-hidden="true">
              ${[1, 2, 3, 4].map((number) => html`<i class=${number <= (step ?? 1) ? 'done' : ''}></i>`)}
            </div>`
          : nothing
      }
      <parlor-sandbox-mark class="mark" .about=${state.about}></parlor-sandbox-mark>
      <div class="content">${keyed(view, this.#screen(state))}</div>
    `
  }

  #screen(state: VisitState): TemplateResult {
    const api = this.#api
    const visit = this.#visit
    switch (state.place.view) {
      case 'gate':
      case 'under-age':
        return html`<parlor-gate .visit=${visit} .state=${state} data-screen></parlor-gate>`
      case 'meet':
        return html`<parlor-meet .visit=${visit} .state=${state} data-screen></parlor-meet>`
      case 'account':
        return html`<parlor-account .visit=${visit} .state=${state} data-screen></parlor-account>`
      case 'login':
        return html`<parlor-login .visit=${visit} .state=${state} data-screen></parlor-login>`
      case 'developing':
        return html`<parlor-developing .visit=${visit} .state=${state} data-screen></parlor-developing>`
      case 'reveal':
        return html`<parlor-reveal .visit=${visit} .state=${state} data-screen></parlor-reveal>`
      case 'change':
        return html`<parlor-change .visit=${visit} .state=${state} data-screen></parlor-change>`
      case 'paywall':
        return html`<parlor-paywall .api=${api} .visit=${visit} .state=${state} data-screen></parlor-paywall>`
      default:
        return html`<parlor-trouble .visit=${visit} .state=${state} data-screen></parlor-trouble>`
    }
  }

  #conversation({ me }: VisitState): TemplateResult {
    const accepted = me?.avatar?.accepted
    const look = me?.avatar?.looks.find(({ id }) => id === accepted?.photo)
    return html`<parlor-conversation
      .api=${this.#api}
      .conversationId=${me?.conversation ?? undefined}
      .avatar=${me?.avatar ?? undefined}
      .portraitUrl=${look?.preview ?? (accepted ? this.#api?.photoUrl(accepted.photo, 'preview') : undefined)}
      aria-label=${msg('Conversation')}
      data-screen
      @parlor-paywall=${() => void this.#visit?.proceed()}
      @parlor-signed-out=${() => this.#visit?.signedOut()}
      @parlor-open-settings=${() => this.#openSettings()}
    ></parlor-conversation>`
  }

  #settings(state: VisitState): TemplateResult {
    return html`<parlor-settings
      .api=${this.#api}
      .visit=${this.#visit}
      .state=${state}
      .theme=${this.theme}
      data-screen
      @parlor-theme=${(event: CustomEvent<Theme>) => this.#setTheme(event.detail)}
    ></parlor-settings>`
  }

  #openSettings(): void {
    this.#visit?.go({ view: 'settings' })
    // what was used and the looks may have changed while one talked
    void this.#visit?.refresh()
  }

  #setTheme(theme: Theme): void {
    this.theme = theme
    keepTheme(this.#local, theme)
  }

  #popped = (event: PopStateEvent): void => {
    if (this.#pages) this.#visit?.restore(this.#pages.placeIn(event.state))
  }

  /** Reads `?checkout=…` once and takes it out of the address, so that a reload does not return twice. */
  #takeCheckout(): string | null {
    if (this.mode !== 'fullscreen') return null
    const url = new URL(globalThis.location.href)
    const checkout = url.searchParams.get('checkout')
    if (checkout === null) return null
    url.searchParams.delete('checkout')
    globalThis.history.replaceState(globalThis.history.state, '', url)
    return checkout
  }

  #mark(before: string | undefined, view: string): void {
    try {
      if (before) this.#internals.states.delete(`view-${before}`)
      this.#internals.states.add(`view-${view}`)
    } catch {
      // browsers before custom states: the `view` attribute says the same
    }
  }

  async #focusHeading(): Promise<void> {
    const screen = this.renderRoot.querySelector<Screen>('[data-screen]')
    await screen?.updateComplete
    if (screen && 'focusHeading' in screen) screen.focusHeading()
  }
}

customElements.define('parlor-chat', ParlorChat)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-chat': ParlorChat
  }
}
