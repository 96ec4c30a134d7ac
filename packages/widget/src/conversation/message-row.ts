import { msg, str } from '@lit/localize'
import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import type { CancelOptions } from '../api/photo-wait.ts'
import type { AskAgain } from './ask-again.ts'
import { endWords } from './end-words.ts'
import type { MarkdownReader } from './markdown-node.ts'
import { markdown } from './markdown-view.ts'
import { timeOf } from './moment.ts'
import './parlor-photo-card.ts'
import type { PhotoUrls } from './parlor-photo-card.ts'
import type { HersRow, MineRow, NoticeRow, PhotoCard, Row } from './row.ts'
import { segmentsOf } from './row.ts'

/** What a row needs beside itself: words of the screen and what its buttons do. */
export type RowContext = {
  readonly name: string
  readonly portraitUrl: string | null
  readonly reader: MarkdownReader
  readonly urlsOf: (photo: string) => PhotoUrls
  readonly lastOwn: string | null
  readonly askAgain: AskAgain | null
  readonly onRetry: (id: string) => void
  readonly onDelete: (id: string) => void
  readonly onAskAgain: (text: string) => void
  readonly onPhotoOpen: (photo: string) => void
  readonly onPhotoRetry: (card: PhotoCard) => void
  readonly onPhotoChange: (card: PhotoCard) => void
  readonly onPhotoCancel: (card: PhotoCard, options: CancelOptions) => void
}

/** One row of the log, as an article that names its speaker and time. */
export function messageRow(row: Row, context: RowContext): TemplateResult {
  if (row.kind === 'mine') return mine(row, context)
  if (row.kind === 'hers') return hers(row, context)
  return notice(row, context)
}

function mine(row: MineRow, context: RowContext): TemplateResult {
  const label = msg(str`You, ${timeOf(row.at)}`)
  const isFailed = row.delivery === 'failed'
  const showsDelivery = isFailed || row.key === context.lastOwn
  return html`<article class="row mine" tabindex="-1" aria-label=${label} data-key=${row.key}>
    <div class=${isFailed ? 'bubble failed' : 'bubble'} part="bubble" dir="auto">${row.text}</div>
    ${showsDelivery ? delivery(row, context) : nothing}
  </article>`
}

function delivery(row: MineRow, context: RowContext): TemplateResult {
  if (row.delivery !== 'failed') return html`<div class="delivery">${deliveryWords(row.delivery)}</div>`
  return html`<div class="delivery failed">
    ${msg('Not sent')}
    <button type="button" class="link" @click=${() => context.onRetry(row.id)}>${msg('Retry')}</button>
    <button type="button" class="link" @click=${() => context.onDelete(row.id)}>${msg('Delete')}</button>
  </div>`
}

function deliveryWords(delivery: MineRow['delivery']): string {
  if (delivery === 'waiting') return msg('Waiting to send')
  if (delivery === 'sent') return msg('Sent')
  if (delivery === 'read') return msg('Read')
  return msg('Sending')
}

function hers(row: HersRow, context: RowContext): TemplateResult {
  const label = msg(str`${context.name}, ${timeOf(row.at)}`)
  return html`<article
    class="row hers"
    tabindex="-1"
    aria-label=${label}
    aria-busy=${row.ended === null ? 'true' : 'false'}
    data-key=${row.key}
  >
    ${repeat(
      segmentsOf(row),
      ({ key }) => key,
      (segment) =>
        segment.kind === 'text'
          ? html`<div
              class="bubble"
              part="bubble"
              dir="auto"
              ${markdown(segment.text, context.reader)}
            ></div>`
          : photo(segment.card, context),
    )}
    ${endOf(row, context)}
  </article>`
}

function photo(card: PhotoCard, context: RowContext): TemplateResult {
  return html`<parlor-photo-card
    part="photo"
    .card=${card}
    .urls=${context.urlsOf(card.photo)}
    .name=${context.name}
    .portraitUrl=${context.portraitUrl}
    @photo-open=${() => context.onPhotoOpen(card.photo)}
    @photo-retry=${() => context.onPhotoRetry(card)}
    @photo-change=${() => context.onPhotoChange(card)}
    @photo-cancel=${({ detail }: CustomEvent<CancelOptions>) => context.onPhotoCancel(card, detail)}
  ></parlor-photo-card>`
}

// the product's own words, small and outside of her bubble: it never speaks in her voice
function endOf(row: HersRow, context: RowContext): TemplateResult | typeof nothing {
  const words = endWords(row)
  if (words === null) return nothing
  const { askAgain, onAskAgain } = context
  const text = askAgain?.key === row.key ? askAgain.text : null
  return html`<div class="end">${words}</div>
    ${
      text === null
        ? nothing
        : html`<button type="button" class="second" @click=${() => onAskAgain(text)}>
            ${msg('Try again')}
          </button>`
    }`
}

function notice(row: NoticeRow, { reader }: RowContext): TemplateResult {
  return html`<article
    class="row notice ${row.notice}"
    tabindex="-1"
    aria-label=${msg(str`Notice, ${timeOf(row.at)}`)}
    data-key=${row.key}
  >
    <div ${markdown(row.text, reader)}></div>
  </article>`
}
