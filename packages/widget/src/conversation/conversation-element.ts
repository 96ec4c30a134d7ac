import { msg, str, updateWhenLocaleChanges } from '@lit/localize'
import { html, LitElement, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { Api } from '../api/client.ts'
import type { Avatar } from '../api/shapes.ts'
import type { ParlorAnnouncer } from './announcer.ts'
import type { ParlorComposer } from './composer.ts'
import { controlStyle } from './control-style.ts'
import { conversationHeader } from './conversation-header.ts'
import { conversationStore } from './conversation-store.ts'
import type { ConversationNews, ConversationState, ConversationStore } from './conversation-store.ts'
import { conversationStyle } from './conversation-style.ts'
import { loadDraft, saveDraft } from './draft-storage.ts'
import { emptyConversation } from './empty-conversation.ts'
import { downIcon, offlineIcon } from './icons.ts'
import type { LargePhoto, ParlorLightbox } from './lightbox.ts'
import { logKey } from './log-keys.ts'
import { messageRow } from './message-row.ts'
import type { RowContext } from './message-row.ts'
import { messageStyle } from './message-style.ts'
import { dayOf, isSameDay } from './moment.ts'
import { indexedDbOutbox } from './outbox-storage.ts'
import type { PhotoUrls } from './photo-card.ts'
import type { Row } from './row.ts'
import { extendedDown, extendedUp, newestRows, pinned, rangeOf } from './row-window.ts'
import type { RowWindow } from './row-window.ts'
import { scrollKeeper } from './scroll-keeper.ts'
import type { ScrollKeeper } from './scroll-keeper.ts'
import { spokenNews } from './spoken-news.ts'

/**
 * A conversation with its companion: the log, the photos and the composer. It fills the box that it is in.
 *
 * @fires parlor-paywall - detail `{ tiers }`: a message waits for a subscription; it stays in the outbox
 * @fires parlor-signed-out
 * @fires parlor-open-settings
 * @fires parlor-photo-state - detail `{ photo, state }`
 * @fires parlor-message - detail `{ turn, text }`: an answer is complete
 * @slot header-actions - buttons at the end of the header
 */
export class ParlorConversation extends LitElement {
  static override properties = {
    api: { attribute: false },
    conversationId: { attribute: 'conversation-id' },
    avatar: { attribute: false },
    portraitUrl: { attribute: 'portrait-url' },
    unread: { state: true },
    isAway: { state: true },
  }
  static override styles = [controlStyle, conversationStyle, messageStyle]
  declare api: Api
  declare conversationId: string
  declare avatar: Avatar
  declare portraitUrl: string | null
  declare unread: number
  declare isAway: boolean
  #store: ConversationStore | undefined
  #state: ConversationState | undefined
  #keeper: ScrollKeeper | undefined
  #window = newestRows
  #frame = 0
  #resize: ResizeObserver | undefined
  #wasReady = false

  constructor() {
    super()
    this.unread = 0
    this.isAway = false
    updateWhenLocaleChanges(this)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('online', this.#lineChanged)
    window.addEventListener('offline', this.#lineChanged)
    if (this.hasUpdated) this.#open()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('online', this.#lineChanged)
    window.removeEventListener('offline', this.#lineChanged)
    this.#close()
  }

  /** Puts words into the composer, such as a photo to ask for. */
  prefill(text: string): void {
    this.#composer()?.prefill(text)
  }

  /** Sends as if the person had written it. */
  send(text: string): void {
    this.#store?.send(text)
    this.#window = newestRows
    this.unread = 0
    this.#keeper?.toEnd()
  }

  /** Sends again what was refused, for when a subscription has begun. */
  resumeSending(): void {
    for (const row of this.#state?.rows ?? []) {
      if (row.kind === 'mine' && row.delivery === 'failed') this.#store?.retry(row.id)
    }
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversationId') || changed.has('api')) this.#open()
    this.#state = this.#store?.state()
    this.#keeper?.remember()
  }

  override firstUpdated(): void {
    const log = this.#log()
    if (!log) return
    this.#keeper = scrollKeeper(log, () => this.#answeredRow())
    this.#resize = new ResizeObserver(() => this.#keeper?.restore())
    this.#resize.observe(log)
  }

  override updated(): void {
    const keeper = this.#keeper
    if (!keeper) return
    if (this.#state?.phase === 'ready' && !this.#wasReady) {
      this.#wasReady = true
      keeper.toEnd()
    }
    keeper.restore()
    this.isAway = keeper.isAway() || this.#window.last !== null
  }

  override render(): TemplateResult {
    const state = this.#state
    if (!state || !this.avatar) return html`${nothing}`
    return html`
      ${conversationHeader({
        name: this.#name(),
        portraitUrl: this.portraitUrl,
        connection: state.connection,
        isTyping: state.answering !== null,
        onMenu: () => this.#fire('parlor-open-settings', null),
      })}
      <div class="middle">
        ${
          state.connection === 'offline'
            ? html`<div class="banner" role="status">
                ${offlineIcon}<span>${msg('You are offline. Messages will go when you are back.')}</span>
              </div>`
            : nothing
        }
        <div
          class="log"
          part="log"
          role="log"
          aria-live="off"
          aria-label=${msg(str`Conversation with ${this.#name()}`)}
          tabindex="0"
          @scroll=${this.#scrolled}
          @keydown=${this.#logKey}
          @click=${this.#copy}
        >
          <div class="rows">${this.#content(state)}</div>
        </div>
        ${this.#pill()}
      </div>
      <parlor-composer
        part="composer"
        .name=${this.#name()}
        .isAnswering=${state.answering !== null}
        @composer-send=${(event: CustomEvent<string>) => this.send(event.detail)}
        @composer-stop=${() => void this.#store?.stop()}
        @composer-draft=${(event: CustomEvent<string>) => void saveDraft(this.conversationId, event.detail)}
        @keydown=${this.#composerKey}
      ></parlor-composer>
      <parlor-lightbox></parlor-lightbox>
      <parlor-announcer></parlor-announcer>
    `
  }

  #content(state: ConversationState): TemplateResult {
    if (state.phase === 'failed' && state.rows.length === 0) {
      return html`<div class="center">
        <p>${msg('The conversation could not be loaded.')}</p>
        <button type="button" class="second" @click=${() => void this.#store?.start()}>
          ${msg('Try again')}
        </button>
      </div>`
    }
    if (state.phase === 'loading' && state.rows.length === 0)
      return html`<div class="center" aria-busy="true"></div>`
    if (state.rows.length === 0) {
      return emptyConversation({
        name: this.#name(),
        portraitUrl: this.portraitUrl,
        onPick: (text) => this.send(text),
      })
    }
    return this.#rows(state)
  }

  #rows(state: ConversationState): TemplateResult {
    const { from, to } = rangeOf(state.rows, this.#window)
    const rows = state.rows.slice(from, to)
    const context = this.#rowContext(state.rows)
    const now = new Date()
    return html`
      ${state.isLoadingOlder ? html`<div class="older">${msg('Loading earlier messages')}</div>` : nothing}
      ${repeat(
        rows,
        ({ key }) => key,
        (row, index) => {
          const before = rows[index - 1]
          const isNewDay = !before || !isSameDay(new Date(before.at), new Date(row.at))
          return html`${isNewDay ? html`<div class="day"><span>${dayOf(row.at, now)}</span></div>` : nothing}
          ${messageRow(row, context)}`
        },
      )}
      ${
        state.answering && !state.answering.hasText && to === state.rows.length
          ? html`<div class="dots" aria-hidden="true"><i></i><i></i><i></i></div>`
          : nothing
      }
    `
  }

  #rowContext(rows: readonly Row[]): RowContext {
    return {
      name: this.#name(),
      portraitUrl: this.portraitUrl,
      urlsOf: this.#urlsOf,
      lastOwn: rows.findLast(({ kind }) => kind === 'mine')?.key ?? null,
      onRetry: (id) => this.#store?.retry(id),
      onDelete: (id) => this.#store?.remove(id),
      onPhotoOpen: (photo) => void this.#lightbox()?.open(this.#largePhotos(), photo),
      onPhotoRetry: (card) => void this.#store?.retryPhoto(card.photo),
      onPhotoChange: () => this.prefill(msg('Could you send me a photo of ')),
    }
  }

  #pill(): TemplateResult | typeof nothing {
    if (!this.isAway || this.#state?.phase !== 'ready') return nothing
    const words = this.unread > 0 ? msg(str`${this.unread} new`) : nothing
    const label =
      this.unread > 0 ? msg(str`${this.unread} new, go to the end`) : msg('Go to the newest message')
    return html`<button type="button" class="pill" aria-label=${label} @click=${this.#toEnd}>
      ${downIcon}${words}
    </button>`
  }

  #open(): void {
    this.#close()
    if (!this.api || !this.conversationId) return
    this.#wasReady = false
    this.#window = newestRows
    this.#store = conversationStore({
      api: this.api,
      conversationId: this.conversationId,
      storage: indexedDbOutbox(this.conversationId),
      onChange: () => this.#changed(),
      onNews: (news) => this.#hear(news),
    })
    void this.#store.start()
    void this.#restoreDraft(this.conversationId)
  }

  #close(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    this.#store?.close()
    this.#store = undefined
  }

  async #restoreDraft(conversationId: string): Promise<void> {
    const draft = await loadDraft(conversationId)
    await this.updateComplete
    const composer = this.#composer()
    if (composer && composer.text === '') composer.text = draft
  }

  // many frames of text may come between two of the screen: it is written once for all of them
  #changed(): void {
    if (this.#frame !== 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0
      this.requestUpdate()
    })
  }

  #hear(news: ConversationNews): void {
    const spoken = spokenNews(news, this.#name())
    if (spoken?.isUrgent) this.#announcer()?.alert(spoken.text)
    else if (spoken) this.#announcer()?.say(spoken.text)
    if (news.type === 'paywall') this.#fire('parlor-paywall', { tiers: news.tiers })
    if (news.type === 'signed-out') this.#fire('parlor-signed-out', null)
    if (news.type === 'photo') this.#fire('parlor-photo-state', { photo: news.photo, state: news.state })
    if (news.type === 'answer-ended') this.#fire('parlor-message', { turn: news.turn, text: news.text })
    const isArrival = news.type === 'answer-started' || (news.type === 'photo' && news.state === 'ready')
    if (isArrival && this.isAway) this.unread += 1
  }

  #fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
  }

  #lineChanged = (): void => this.#store?.lineChanged()

  #scrolled = (): void => {
    const log = this.#log()
    const state = this.#state
    if (!log || !state || !this.#keeper || state.phase !== 'ready') return
    this.#keeper.scrolled()
    const reach = log.clientHeight * 1.5
    const { from } = rangeOf(state.rows, this.#window)
    if (log.scrollTop < reach && from > 0) this.#show(extendedUp(state.rows, this.#window))
    else if (log.scrollTop < reach) void this.#older(state)
    if (this.#window.last !== null && log.scrollHeight - log.clientHeight - log.scrollTop < reach) {
      this.#show(extendedDown(state.rows, this.#window))
    }
    if (this.#keeper.isFollowing() && this.#window.last === null) {
      this.unread = 0
      this.#window = newestRows
    } else if (this.#window.first === null) this.#window = pinned(state.rows, this.#window)
    this.isAway = this.#keeper.isAway() || this.#window.last !== null
  }

  async #older(state: ConversationState): Promise<void> {
    if (!state.hasOlder || state.isLoadingOlder) return
    const first = state.rows[0]?.key ?? null
    await this.#store?.loadOlder()
    const rows = this.#store?.state().rows ?? []
    if (first !== null) this.#show(extendedUp(rows, { ...this.#window, first: this.#window.first ?? first }))
  }

  #show(window: RowWindow): void {
    this.#window = window
    this.requestUpdate()
  }

  #toEnd = async (): Promise<void> => {
    this.#window = newestRows
    this.unread = 0
    this.requestUpdate()
    await this.updateComplete
    this.#keeper?.toEnd({ isSmooth: !matchMedia('(prefers-reduced-motion: reduce)').matches })
  }

  #logKey = (event: KeyboardEvent): void => {
    const log = this.#log()
    if (log) logKey(event, log, () => this.#composer()?.focus())
  }

  #composerKey = (event: KeyboardEvent): void => {
    if (event.key !== 'F6') return
    event.preventDefault()
    this.#log()?.focus()
  }

  #copy = (event: MouseEvent): void => {
    const button = event.target
    if (!(button instanceof HTMLButtonElement) || !button.classList.contains('copy')) return
    const code = button.parentElement?.querySelector('code')?.textContent ?? ''
    void navigator.clipboard.writeText(code).then(() => this.#announcer()?.say(msg('Copied')))
  }

  #urlsOf = (photo: string): PhotoUrls => ({
    preview: this.api.photoUrl(photo, 'preview'),
    image: this.api.photoUrl(photo, 'image'),
    download: this.api.photoUrl(photo, 'download'),
  })

  #largePhotos(): readonly LargePhoto[] {
    return (this.#state?.rows ?? []).flatMap((row) =>
      row.kind === 'hers'
        ? row.photos
            .filter(({ state }) => state === 'ready')
            .map(({ photo, alt, caption }) => ({ photo, alt, caption, urls: this.#urlsOf(photo) }))
        : [],
    )
  }

  #answeredRow(): HTMLElement | null {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('.row.mine')].at(-1) ?? null
  }

  // what the conversation knows is the accepted look; a newer description waits until it is accepted
  #name(): string {
    return this.avatar.accepted?.name ?? this.avatar.name
  }

  #log(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>('.log')
  }

  #composer(): ParlorComposer | null {
    return this.renderRoot.querySelector<ParlorComposer>('parlor-composer')
  }

  #lightbox(): ParlorLightbox | null {
    return this.renderRoot.querySelector<ParlorLightbox>('parlor-lightbox')
  }

  #announcer(): ParlorAnnouncer | null {
    return this.renderRoot.querySelector<ParlorAnnouncer>('parlor-announcer')
  }
}
