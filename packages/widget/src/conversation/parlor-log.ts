import { msg, str, updateWhenLocaleChanges } from '@lit/localize'
import { html, LitElement, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { askAgain } from './ask-again.ts'
import { controlStyle } from './control-style.ts'
import type { ConversationState } from './conversation-store.ts'
import { emptyConversation } from './empty-conversation.ts'
import { downIcon } from './icons.ts'
import { logKey } from './log-keys.ts'
import { logStyle } from './log-style.ts'
import { messageRow } from './message-row.ts'
import type { RowContext } from './message-row.ts'
import { messageStyle } from './message-style.ts'
import { dayOf, isSameDay } from './moment.ts'
import { extendedDown, extendedUp, newestRows, pinned, rangeOf } from './row-window.ts'
import type { RowWindow } from './row-window.ts'
import { scrollKeeper } from './scroll-keeper.ts'
import type { ScrollKeeper } from './scroll-keeper.ts'

export type LogContext = Omit<RowContext, 'lastOwn' | 'askAgain'> & {
  readonly onPick: (text: string) => void
  readonly onStart: () => void
  readonly onOlder: () => Promise<void>
  readonly onCopied: () => void
  readonly onLeave: () => void
}

/** The scrolling log: a window of rows, kept where the reader is, with the way back to the end. */
export class ParlorLog extends LitElement {
  static override properties = {
    state: { attribute: false },
    context: { attribute: false },
    unread: { state: true },
    isAway: { state: true },
  }
  static override styles = [controlStyle, logStyle, messageStyle]
  declare state: ConversationState
  declare context: LogContext
  declare unread: number
  declare isAway: boolean
  #window = newestRows
  #keeper: ScrollKeeper | undefined
  #sizes: ResizeObserver | undefined
  #wasReady = false

  constructor() {
    super()
    this.unread = 0
    this.isAway = false
    updateWhenLocaleChanges(this)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#sizes?.disconnect()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    if (this.hasUpdated) this.firstUpdated()
  }

  /** Something came that the reader may not see. */
  count(): void {
    if (this.isAway) this.unread += 1
  }

  override focus(): void {
    this.#view()?.focus()
  }

  /** Shows the newest rows and follows them. */
  async toEnd(options = { isSmooth: false }): Promise<void> {
    this.unread = 0
    this.#show(newestRows)
    await this.updateComplete
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#keeper?.toEnd({ isSmooth: options.isSmooth && !isStill })
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('state')
    if (before && before.phase === 'ready' && this.state.phase === 'loading') this.#wasReady = false
    this.#keeper?.remember()
  }

  override firstUpdated(): void {
    const view = this.#view()
    if (!view) return
    this.#keeper = scrollKeeper(view, () => this.#answeredRow())
    this.#sizes = new ResizeObserver(() => this.#keeper?.restore())
    this.#sizes.observe(view)
  }

  override updated(): void {
    const keeper = this.#keeper
    if (!keeper) return
    if (this.state.phase === 'ready' && !this.#wasReady) {
      this.#wasReady = true
      keeper.toEnd()
    }
    keeper.restore()
    this.isAway = keeper.isAway() || this.#window.last !== null
    // a page that does not fill the view cannot be scrolled, so nobody else would ask for the next
    const view = this.#view()
    if (view && view.scrollHeight <= view.clientHeight && this.state.rows.length > 0) void this.#older()
  }

  override render(): TemplateResult {
    return html`<div
        class="log"
        part="log"
        role="log"
        aria-live="off"
        aria-label=${msg(str`Conversation with ${this.context.name}`)}
        tabindex="0"
        @scroll=${this.#scrolled}
        @keydown=${this.#keydown}
        @click=${this.#copy}
      >
        <div class="rows">${this.#content()}</div>
      </div>
      ${this.#pill()}`
  }

  #content(): TemplateResult {
    const { phase, rows } = this.state
    if (rows.length > 0) return this.#rows()
    if (phase === 'ready') return emptyConversation(this.context)
    if (phase === 'loading') return html`<div class="center" aria-busy="true"></div>`
    return html`<div class="center">
      <p>${msg('The conversation could not be loaded.')}</p>
      <button type="button" class="second" @click=${this.context.onStart}>${msg('Try again')}</button>
    </div>`
  }

  #rows(): TemplateResult {
    const { rows, answering, isLoadingOlder } = this.state
    const { from, to } = rangeOf(rows, this.#window)
    const shown = rows.slice(from, to)
    const lastOwn = rows.findLast(({ kind }) => kind === 'mine')?.key ?? null
    const context: RowContext = { ...this.context, lastOwn, askAgain: askAgain(rows) }
    const now = new Date()
    const hasDots = answering !== null && !answering.hasText && to === rows.length
    return html`
      ${isLoadingOlder ? html`<div class="older">${msg('Loading earlier messages')}</div>` : nothing}
      ${repeat(
        shown,
        ({ key }) => key,
        (row, index) => {
          const before = shown[index - 1]
          const isNewDay = !before || !isSameDay(new Date(before.at), new Date(row.at))
          const day = isNewDay ? html`<div class="day">${dayOf(row.at, now)}</div>` : nothing
          return html`${day}${messageRow(row, context)}`
        },
      )}
      ${hasDots ? html`<div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>` : nothing}
    `
  }

  #pill(): TemplateResult | typeof nothing {
    if (!this.isAway || this.state.phase !== 'ready') return nothing
    const words = this.unread > 0 ? msg(str`${this.unread} new`) : nothing
    const label =
      this.unread > 0 ? msg(str`${this.unread} new, go to the end`) : msg('Go to the newest message')
    return html`<button
      type="button"
      class="pill"
      aria-label=${label}
      @click=${() => void this.toEnd({ isSmooth: true })}
    >
      ${downIcon}${words}
    </button>`
  }

  #scrolled = (): void => {
    const view = this.#view()
    const keeper = this.#keeper
    if (!view || !keeper || this.state.phase !== 'ready') return
    keeper.scrolled()
    const { rows } = this.state
    const reach = view.clientHeight * 1.5
    const below = view.scrollHeight - view.clientHeight - view.scrollTop
    if (view.scrollTop < reach) void this.#earlier()
    if (this.#window.last !== null && below < reach) this.#show(extendedDown(rows, this.#window))
    if (keeper.isFollowing() && this.#window.last === null) {
      this.unread = 0
      this.#window = newestRows
    } else if (this.#window.first === null) this.#window = pinned(rows, this.#window)
    this.isAway = keeper.isAway() || this.#window.last !== null
  }

  async #earlier(): Promise<void> {
    const { rows } = this.state
    if (rangeOf(rows, this.#window).from > 0) this.#show(extendedUp(rows, this.#window))
    else await this.#older()
  }

  async #older(): Promise<void> {
    const { rows, hasOlder, isLoadingOlder } = this.state
    if (!hasOlder || isLoadingOlder) return
    const first = this.#window.first ?? rows[0]?.key ?? null
    await this.context.onOlder()
    await this.updateComplete
    this.#show(extendedUp(this.state.rows, { ...this.#window, first }))
  }

  #show(window: RowWindow): void {
    this.#window = window
    this.requestUpdate()
  }

  #keydown = (event: KeyboardEvent): void => {
    const view = this.#view()
    if (view) logKey(event, view, this.context.onLeave)
  }

  #copy = (event: MouseEvent): void => {
    const button = event.target
    if (!(button instanceof HTMLButtonElement) || !button.classList.contains('copy')) return
    const code = button.parentElement?.querySelector('code')?.textContent ?? ''
    void navigator.clipboard.writeText(code).then(this.context.onCopied)
  }

  #view(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.log')
  }

  #answeredRow(): HTMLElement | null {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.row.mine')].at(-1) ?? null
  }
}

customElements.define('parlor-log', ParlorLog)
