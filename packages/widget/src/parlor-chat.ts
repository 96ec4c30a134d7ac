import { msg, updateWhenLocaleChanges } from '@lit/localize'
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { createApi, type Api } from './api/client.ts'
import { deviceStorage, type DeviceStorage } from './draft/device.ts'
import type { View } from './journey/journey.ts'
import { createVisit, type Visit } from './journey/visit.ts'
import type { VisitState } from './journey/visit-state.ts'
import { LazyRooms, type Room } from './shell/lazy-rooms.ts'
import { pageHistory } from './shell/page-history.ts'
import './shell/parlor-sandbox-mark.ts'
import './shell/parlor-trouble.ts'
import type { ReachedLimit } from './shell/problem.ts'
import type { Screen } from './shell/screen.ts'
import { keepTheme, readTheme, type Theme } from './shell/theme.ts'
import { ViewportController } from './shell/viewport.ts'
import { shellStyle } from './style/shell-style.ts'
import { stageStyle } from './style/stage-style.ts'
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
  static override styles = [tokens, shellStyle, stageStyle]
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
  readonly #rooms = new LazyRooms(this, {
    local: this.#local,
    onLost: (cause) => this.#visit?.lost(cause),
  })
  #owesFocus = false

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
    if (changed.has('state') && this.state) this.#arrived(this.state, before)
    if (this.#owesFocus) void this.#focusHeading()
  }

  #arrived({ place: { view, step } }: VisitState, before: VisitState | undefined): void {
    if (before?.place.view === view && before.place.step === step) return
    this.#mark(before?.place.view, view)
    this.renderRoot.querySelector('.content')?.scrollTo(0, 0)
    this.#owesFocus = before !== undefined && before.place.view !== 'loading'
    const nextDoor = neighbours[view]
    if (nextDoor) this.#rooms.prefetch(nextDoor)
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this
    if (!state || !this.#visit) return nothing
    const { view } = state.place
    if (view !== 'chat' && view !== 'settings') return this.#frame(this.#scene(state, this.#visit), 'scene')
    if (!this.#rooms.enter(view)) return this.#frame(this.#coming(), 'room')
    return this.#frame(view === 'chat' ? this.#conversation(state) : this.#settings(state), 'room')
  }

  #frame(inside: TemplateResult, kind: 'room' | 'scene'): TemplateResult {
    return html`<div class="backdrop"><main class="panel ${kind}" part="panel">${inside}</main></div>`
  }

  #coming(): TemplateResult {
    return html`<p class="coming" role="status" tabindex="-1">${msg('Loading')}</p>`
  }

  #scene(state: VisitState, visit: Visit): TemplateResult {
    const { view } = state.place
    const isBetween = view === 'loading' || view === 'trouble' || view === 'returning'
    const meeting = isBetween ? this.#rooms.peek('meeting') : this.#rooms.enter('meeting')
    if (!meeting && view !== 'trouble' && view !== 'returning') return this.#coming()
    return html`
      ${meeting?.stage(state) ?? nothing}
      <parlor-sandbox-mark class="mark" .about=${state.about}></parlor-sandbox-mark>
      <div class="content">
        ${keyed(
          view,
          (this.#api && meeting?.screen(state, visit, this.#api)) ??
            html`<parlor-trouble .visit=${visit} .state=${state} data-screen></parlor-trouble>`,
        )}
      </div>
    `
  }

  #conversation(state: VisitState): TemplateResult {
    const { me, about } = state
    const accepted = me?.avatar?.accepted
    const look = me?.avatar?.looks.find(({ id }) => id === accepted?.photo)
    return html`<parlor-conversation
      .api=${this.#api}
      .conversationId=${me?.conversation ?? undefined}
      .avatar=${me?.avatar ?? undefined}
      .portraitUrl=${look?.preview ?? (accepted ? this.#api?.photoUrl(accepted.photo, 'preview') : undefined)}
      .isPage=${this.mode === 'fullscreen'}
      .cover=${this.#pages?.cover}
      data-screen
      @parlor-paywall=${() => void this.#visit?.onward()}
      @parlor-limit=${({ detail }: CustomEvent<ReachedLimit>) => this.#visit?.limited(detail)}
      @parlor-access=${() => void this.#visit?.accessChanged()}
      @parlor-signed-out=${() => this.#visit?.signedOut()}
      @parlor-dues-gone=${() => void this.#focusHeading()}
      @parlor-open-settings=${() => this.#openSettings()}
      ><parlor-sandbox-mark slot="header-actions" .about=${about}></parlor-sandbox-mark
      ><parlor-dues slot="banner" .api=${this.#api} .visit=${this.#visit} .state=${state}></parlor-dues
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
    if (!this.#pages || this.#pages.isSettled(event.state)) return
    this.#visit?.restore(this.#pages.placeIn(event.state))
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
    // still on its way: until then the focus waits beside the words that say so
    if (!screen) return this.renderRoot.querySelector<HTMLElement>('.coming')?.focus()
    this.#owesFocus = false
    await screen.updateComplete
    screen.focusHeading()
  }
}

/** What is fetched while a person is busy elsewhere, so that nobody waits for it later. */
const neighbours: Readonly<Partial<Record<View, Room>>> = {
  developing: 'chat',
  reveal: 'chat',
  paywall: 'chat',
  returning: 'chat',
  chat: 'settings',
}

customElements.define('parlor-chat', ParlorChat)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-chat': ParlorChat
  }
}
