import { msg } from '@lit/localize'
import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from './conversation-store.ts'
import { menuIcon } from './icons.ts'

export type HeaderOptions = {
  readonly name: string
  /** The conversation is the page: its name is the page's heading. */
  readonly isPage: boolean
  readonly portraitUrl: string | null
  readonly connection: Connection
  readonly isTyping: boolean
  readonly isTakingPhoto: boolean
  readonly onMenu: () => void
  readonly onKey: (event: KeyboardEvent) => void
}

/** Who is here: portrait, name, that it is an AI, and what it does now. */
export function conversationHeader(options: HeaderOptions): TemplateResult {
  const { name, portraitUrl, onMenu, onKey } = options
  const title = html`<span dir="auto">${name}</span>
    <abbr class="ai" title=${msg('Artificial intelligence')}>${msg('AI')}</abbr>`
  return html`<header part="header" @keydown=${onKey}>
    <div class="portrait" part="portrait">
      ${portraitUrl ? html`<img src=${portraitUrl} alt="" />` : nothing}
    </div>
    <div class="who">
      ${
        options.isPage
          ? html`<h1 class="name" tabindex="-1" data-heading>${title}</h1>`
          : html`<h2 class="name" tabindex="-1" data-heading>${title}</h2>`
      }
      <div class="status">${statusWords(options)}</div>
    </div>
    <slot name="header-actions"></slot>
    <button type="button" class="icon" aria-label=${msg('Settings')} @click=${onMenu}>${menuIcon}</button>
  </header>`
}

function statusWords({ connection, isTyping, isTakingPhoto }: HeaderOptions): string {
  if (connection === 'offline') return msg('offline')
  if (connection === 'reconnecting') return msg('reconnecting')
  if (connection === 'connecting') return msg('connecting')
  if (isTyping) return msg('typing')
  return isTakingPhoto ? msg('taking a photo') : msg('here now')
}
