import type { AvatarDescription } from '../avatar/avatar.ts'
import { PlatformError } from '../platform-error.ts'
import type { ConversationContext } from './conversation-context.ts'
import { isFull } from './fold.ts'
import { turnsOf, type Said, type SaidTurn } from './history.ts'
import { systemText } from './prompt.ts'
import type { ClaimedTurn } from './turn-queue.ts'

/** What a turn is answered from: the rows as they were when it was claimed, and nothing else. */
export type Material = {
  /** Since the turns that are remembered as a summary, the waiting ones included. */
  readonly turns: readonly SaidTurn[]
  /** Whether the oldest of them should be folded into the summary. */
  readonly isFull: boolean
  readonly system: string
  /** What the user's messages of this turn say. */
  readonly asked: string
  readonly avatar: AvatarDescription
  /** Photos that an earlier attempt ordered: they stand in the log as calls already made. */
  readonly ordered: number
}

/** What the database's function `turn_material` gives; null for a conversation without an avatar. */
export type MaterialRow = {
  readonly avatar: AvatarDescription
  readonly userName: string | null
  readonly memory: string | null
  readonly uptoSeq: number | null
  readonly events:
    | readonly (readonly [seq: number, type: string, turn: string | null, data: unknown])[]
    | null
} | null

/** Throws `not-found` for a conversation without an avatar. */
export function materialOf({ prompt }: Pick<ConversationContext, 'prompt'>, turn: ClaimedTurn): Material {
  const row = turn.material
  if (row === null) throw new PlatformError('not-found', 'A conversation has no avatar')
  const events = (row.events ?? []).map(
    ([seq, type, turnId, data]) => ({ seq, type, turn: turnId, data }) as Said, // written as typed events only
  )
  const own = events.filter((event) => event.turn === turn.id)
  const uptoSeq = row.uptoSeq ?? 0
  const turns = turnsOf(events).filter(({ endSeq }) => endSeq === undefined || endSeq > uptoSeq)
  return {
    turns,
    isFull: isFull(turns, prompt.historyTokens),
    system: systemText(prompt.template, {
      avatar: row.avatar,
      user: { name: row.userName ?? '' },
      memory: row.memory ?? '',
    }),
    asked: own.flatMap((event) => (event.type === 'message-sent' ? [event.data.text] : [])).join('\n'),
    avatar: row.avatar,
    ordered: own.filter((event) => event.type === 'photo-requested').length,
  }
}
