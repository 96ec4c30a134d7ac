import type { PhotoState } from '../api/shapes.ts'

/** Where an own message is on its way; only the last own row and a failed one show it. */
export type Delivery = 'sending' | 'waiting' | 'sent' | 'read' | 'failed'

/** The person's own message, sent or not. The key stays the same when the server accepts it. */
export type MineRow = {
  readonly kind: 'mine'
  readonly key: string
  readonly id: string
  readonly at: string
  readonly text: string
  readonly delivery: Delivery
  /** The answer that it belongs to; `null` before the server accepted it. */
  readonly turn: string | null
}

/** One answer of the companion with the photos that stand in it. */
export type HersRow = {
  readonly kind: 'hers'
  readonly key: string
  readonly turn: string
  readonly at: string
  readonly text: string
  /** `null` while it is being written. */
  readonly ended: 'answered' | 'stopped' | 'blocked' | 'failed' | null
  /** More of how it ended, such as `interrupted`; `null` when there is no more to say. */
  readonly code: string | null
  readonly photos: readonly PhotoCard[]
}

/** A line of the product, not of the companion. */
export type NoticeRow = {
  readonly kind: 'notice'
  readonly key: string
  readonly at: string
  readonly notice: 'ai' | 'crisis' | 'linked' | 'pictures'
  readonly text: string
}

export type Row = MineRow | HersRow | NoticeRow

/** A photo's place in an answer; a retry takes over the place of the photo that failed. */
export type PhotoCard = {
  /** The first photo of the chain of retries: it stays, `photo` changes. */
  readonly key: string
  readonly photo: string
  readonly offset: number
  readonly width: number
  readonly height: number
  readonly alt: string
  readonly caption: string | null
  readonly state: PhotoState | 'hidden'
  readonly place: number | null
  /** Tries that failed: the server takes the photo once more, so its stages begin anew. */
  readonly tries: number
  readonly elapsedMs: number
  readonly waitedMs: number
  readonly expectedMs: number
  readonly lateMs: number
  /** The local clock when `elapsedMs` was true. */
  readonly measuredAt: number
  /** Its end was asked for. */
  readonly isStopping: boolean
  readonly mayRetry: boolean
  /** Whether it counts as used although it was canceled; `null` where nobody said. */
  readonly counted: boolean | null
  /** Why what was asked of it last was refused. */
  readonly refusal: string | null
  readonly at: string
}

const moving: ReadonlySet<string> = new Set(['queued', 'starting', 'generating', 'finishing'])

export function isMoving(card: { readonly state: string }): boolean {
  return moving.has(card.state)
}

/** A part of an answer as it stands on the screen: text up to a photo, the photo, the text after it. */
export type Segment =
  | { readonly kind: 'text'; readonly key: string; readonly text: string }
  | { readonly kind: 'photo'; readonly key: string; readonly card: PhotoCard }

/** Cuts an answer at its photos; pieces of white space alone are left out. */
export function segmentsOf(row: Pick<HersRow, 'text' | 'photos'>): readonly Segment[] {
  const segments: Segment[] = []
  let from = 0
  for (const card of [...row.photos].sort((a, b) => a.offset - b.offset)) {
    const to = Math.max(from, Math.min(card.offset, row.text.length))
    pushText(row.text.slice(from, to), from)
    segments.push({ kind: 'photo', key: card.key, card })
    from = to
  }
  pushText(row.text.slice(from), from)
  return segments

  function pushText(text: string, offset: number): void {
    if (text.trim() !== '') segments.push({ kind: 'text', key: `text:${offset}`, text })
  }
}
