import { msg, updateWhenLocaleChanges } from '@lit/localize'
import { html, LitElement, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import type { Api } from '../api/client.ts'
import type { Avatar } from '../api/shapes.ts'
import { deviceStorage } from '../draft/device.ts'
import type { Cover } from '../shell/page-history.ts'
import './parlor-announcer.ts'
import type { ParlorAnnouncer } from './parlor-announcer.ts'
import './parlor-composer.ts'
import type { ParlorComposer } from './parlor-composer.ts'
import { connectionBanner } from './connection-banner.ts'
import { controlStyle } from './control-style.ts'
import { conversationHeader } from './conversation-header.ts'
import { conversationStore } from './conversation-store.ts'
import type { ConversationNews, ConversationStore } from './conversation-store.ts'
import { conversationStyle } from './conversation-style.ts'
import { draftStorage } from './draft-storage.ts'
import type { LargePhoto, ParlorLightbox } from './parlor-lightbox.ts'
import { plainReader } from './markdown-node.ts'
import type { MarkdownReader } from './markdown-node.ts'
import './parlor-log.ts'
import type { LogContext, ParlorLog } from './parlor-log.ts'
import { indexedDbOutbox } from './outbox-storage.ts'
import type { PhotoUrls } from './parlor-photo-card.ts'
import { spokenNews } from './spoken-news.ts'

const nothingOver = (): void => {}

/**
 * A conversation with its companion: the log, the photos and the composer. It fills the box that it is in.
 *
 * @fires parlor-paywall - detail `{ tiers }`: a message waits for a subscription; it stays in the outbox
 * @fires parlor-limit - detail `{ of, until, tiers }`: what the subscription holds is used up for now
 * @fires parlor-access - what the account may do has changed
 * @fires parlor-signed-out
 * @fires parlor-open-settings
 * @fires parlor-photo-state - detail `{ photo, state }`
 * @fires parlor-message - detail `{ turn, text }`: an answer is complete
 * @slot header-actions - buttons at the end of the header
 * @slot banner - what stands between the header and the messages
 */
export class ParlorConversation extends LitElement {
  static override properties = {
    api: { attribute: false },
    conversationId: { attribute: 'conversation-id' },
    avatar: { attribute: false },
    portraitUrl: { attribute: 'portrait-url' },
    isPage: { attribute: 'page', type: Boolean },
    cover: { attribute: false },
  }
  static override styles = [controlStyle, conversationStyle]
  declare api: Api
  declare conversationId: string
  declare avatar: Avatar
  declare portraitUrl: string | null
  /** The page shows nothing else: the name in the header becomes its `h1`. */
  declare isPage: boolean
  /** Makes an open photo a step that the browser's Back takes back; absent where the history is not ours. */
  declare cover: Cover | undefined
  #store: ConversationStore | undefined
  readonly #drafts = draftStorage(deviceStorage('session'))
  #frame = 0
  #reader: MarkdownReader = plainReader
  #uncover = nothingOver

  constructor() {
    super()
    this.isPage = false
    updateWhenLocaleChanges(this)
  }

  override connectedCallback(): void {
    super.connectedCallback()
    window.addEventListener('online', this.#lineChanged)
    window.addEventListener('offline', this.#lineChanged)
    if (this.hasUpdated) this.#open()
    void this.#bringReader()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    window.removeEventListener('online', this.#lineChanged)
    window.removeEventListener('offline', this.#lineChanged)
    this.#close()
  }

  /** Moves the reader to the start: the name in the header. */
  focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>('[data-heading]')?.focus({ preventScroll: true })
  }

  /** Puts words into the composer, such as a photo to ask for. */
  prefill(text: string): void {
    this.#part<ParlorComposer>('parlor-composer')?.prefill(text)
  }

  /** Sends as if the person had written it. */
  send(text: string): void {
    this.#store?.send(text)
    void this.#part<ParlorLog>('parlor-log')?.toEnd()
  }

  /** Sends again what was refused, for when a subscription has begun. */
  resumeSending(): void {
    for (const row of this.#store?.state().rows ?? []) {
      if (row.kind === 'mine' && row.delivery === 'failed') this.#store?.retry(row.id)
    }
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversationId') || changed.has('api')) this.#open()
  }

  override render(): TemplateResult | typeof nothing {
    const state = this.#store?.state()
    if (!state || !this.avatar) return nothing
    const name = this.#name()
    return html`
      ${conversationHeader({
        name,
        isPage: this.isPage,
        portraitUrl: this.portraitUrl,
        connection: state.connection,
        isTyping: state.answering !== null,
        isTakingPhoto: state.isTakingPhoto,
        onMenu: () => this.#fire('parlor-open-settings', null),
        onKey: this.#toLog,
      })}
      <slot name="banner"></slot>
      <div class="middle">
        ${connectionBanner(state.connection)}
        <parlor-log
          exportparts="log, bubble, photo"
          .state=${state}
          .context=${this.#context(name)}
        ></parlor-log>
      </div>
      <parlor-composer
        part="composer"
        .name=${name}
        .isAnswering=${state.answering !== null}
        @composer-send=${(event: CustomEvent<string>) => this.send(event.detail)}
        @composer-stop=${() => void this.#store?.stop()}
        @composer-draft=${(event: CustomEvent<string>) => void this.#drafts.save(this.conversationId, event.detail)}
        @keydown=${this.#toLog}
      ></parlor-composer>
      <parlor-lightbox @photo-close=${() => this.#uncover()}></parlor-lightbox>
      <parlor-announcer></parlor-announcer>
    `
  }

  #context(name: string): LogContext {
    return {
      name,
      portraitUrl: this.portraitUrl,
      reader: this.#reader,
      urlsOf: this.#urlsOf,
      onRetry: (id) => this.#store?.retry(id),
      onDelete: (id) => this.#store?.remove(id),
      onAskAgain: (text) => this.#askAgain(text),
      onPhotoOpen: (photo) => void this.#openPhoto(photo),
      onPhotoRetry: (card) => void this.#store?.retryPhoto(card.photo),
      onPhotoCancel: (card, options) => void this.#store?.cancelPhoto(card.photo, options),
      onPhotoChange: () => this.prefill(msg('Could you send me a photo of ')),
      onPick: (text) => this.send(text),
      onStart: () => void this.#store?.start(),
      onOlder: async () => this.#store?.loadOlder(),
      onCopied: () => this.#announcer()?.say(msg('Copied')),
      onLeave: () => this.#part<ParlorComposer>('parlor-composer')?.focus(),
    }
  }

  // the button is gone with its press: the focus goes on to where the next words are written
  #askAgain(text: string): void {
    this.send(text)
    this.#part<ParlorComposer>('parlor-composer')?.focus()
  }

  async #bringReader(): Promise<void> {
    try {
      this.#reader = await import('./markdown-tree.ts')
      this.requestUpdate()
    } catch {
      // the line is gone: until the next visit the words stand as they were written
    }
  }

  async #openPhoto(photo: string): Promise<void> {
    try {
      await import('./parlor-lightbox.ts')
    } catch {
      // the line is gone; a tab of its own shows what the browser still has
      return void globalThis.open(this.api.photoUrl(photo), '_blank', 'noopener')
    }
    const lightbox = this.#part<ParlorLightbox>('parlor-lightbox')
    await lightbox?.open(this.#largePhotos(), photo)
    this.#uncover = this.cover?.(() => lightbox?.close()) ?? nothingOver
  }

  #open(): void {
    this.#close()
    if (!this.api || !this.conversationId) return
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
    const draft = await this.#drafts.load(conversationId)
    await this.updateComplete
    const composer = this.#part<ParlorComposer>('parlor-composer')
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
    const spoken = spokenNews(news, this.#name(), this.#reader)
    if (spoken?.isUrgent) this.#announcer()?.alert(spoken.text)
    else if (spoken) this.#announcer()?.say(spoken.text)
    if (news.type === 'paywall') this.#fire('parlor-paywall', { tiers: news.tiers })
    if (news.type === 'limit') {
      const { type: _, ...limit } = news
      this.#fire('parlor-limit', limit)
    }
    if (news.type === 'access') this.#fire('parlor-access', null)
    if (news.type === 'signed-out') this.#fire('parlor-signed-out', null)
    if (news.type === 'photo') this.#fire('parlor-photo-state', { photo: news.photo, state: news.state })
    if (news.type === 'answer-ended') this.#fire('parlor-message', { turn: news.turn, text: news.text })
    const isArrival = news.type === 'answer-started' || (news.type === 'photo' && news.state === 'ready')
    if (isArrival) this.#part<ParlorLog>('parlor-log')?.count()
  }

  #fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }))
  }

  #lineChanged = (): void => this.#store?.lineChanged()

  // F6 goes round: from the header and the composer to the log, from the log to the composer
  #toLog = (event: KeyboardEvent): void => {
    if (event.key !== 'F6') return
    event.preventDefault()
    this.#part<ParlorLog>('parlor-log')?.focus()
  }

  #urlsOf = (photo: string): PhotoUrls => ({
    preview: this.api.photoUrl(photo, 'preview'),
    image: this.api.photoUrl(photo, 'image'),
    download: this.api.photoUrl(photo, 'download'),
  })

  #largePhotos(): readonly LargePhoto[] {
    const cards = (this.#store?.state().rows ?? []).flatMap((row) => (row.kind === 'hers' ? row.photos : []))
    return cards
      .filter(({ state }) => state === 'ready')
      .map(({ photo, alt, caption }) => ({ photo, alt, caption, urls: this.#urlsOf(photo) }))
  }

  // what the conversation knows is the accepted look; a newer description waits until it is accepted
  #name(): string {
    return this.avatar.accepted?.name ?? this.avatar.name
  }

  #announcer(): ParlorAnnouncer | null {
    return this.#part<ParlorAnnouncer>('parlor-announcer')
  }

  #part<Part extends Element>(name: string): Part | null {
    return this.renderRoot.querySelector<Part>(name)
  }
}

customElements.define('parlor-conversation', ParlorConversation)
