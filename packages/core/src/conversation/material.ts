import type { AvatarDescription } from '../avatar/avatar.ts'
import { PlatformError } from '../platform-error.ts'
import type { ConversationContext } from './conversation-context.ts'
import { isFull, windowRows } from './fold.ts'
import { turnsOf, type Said, type SaidTurn } from './history.ts'
import { systemText } from './prompt.ts'
import type { ClaimedTurn } from './turn-queue.ts'

/** What a turn is answered from, read from the rows alone. */
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

type MaterialRow = AvatarDescription & {
  user_name: string | null
  memory: string | null
  upto_seq: string | null
  events: readonly (readonly [seq: number, type: string, turn: string | null, data: unknown])[] | null
}

/** Throws `not-found` for a conversation without an avatar. */
export async function readMaterial(context: ConversationContext, turn: ClaimedTurn): Promise<Material> {
  const row = await readRow(context, turn)
  if (row === undefined) throw new PlatformError('not-found', 'A conversation has no avatar')
  const { name, gender, age, nationality, appearance } = row
  const avatar = { name, gender, age, nationality, appearance }
  const events = (row.events ?? []).map(
    ([seq, type, turnId, data]) => ({ seq, type, turn: turnId, data }) as Said, // written as typed events only
  )
  const own = events.filter((event) => event.turn === turn.id)
  const uptoSeq = Number(row.upto_seq ?? 0)
  const turns = turnsOf(events).filter(({ endSeq }) => endSeq === undefined || endSeq > uptoSeq)
  return {
    turns,
    isFull: isFull(turns, events.length, context.prompt.historyTokens),
    system: systemText(context.prompt.template, {
      avatar,
      user: { name: row.user_name ?? '' },
      memory: row.memory ?? '',
    }),
    asked: own.flatMap((event) => (event.type === 'message-sent' ? [event.data.text] : [])).join('\n'),
    avatar,
    ordered: own.filter((event) => event.type === 'photo-requested').length,
  }
}

/**
 * One statement, over the rooms: each turn asks it. The events come as one JSON array, which is read at a quarter
 * of the cost of as many rows.
 */
async function readRow(
  { database }: ConversationContext,
  turn: ClaimedTurn,
): Promise<MaterialRow | undefined> {
  const { rows } = await database.pool.query<MaterialRow>({
    name: 'turn-material',
    text: `
select v.name, v.gender, v.age, v.nationality, v.appearance, u.name as user_name, s.text as memory, s.upto_seq,
  (select json_agg(json_build_array(e.seq, e.type, e.turn_id, e.data) order by e.seq) from (
     select seq, type, turn_id, data from event
     where account_id = $1 and conversation_id = $2 and seq >= coalesce(s.read_from, 0)
     order by seq desc limit $3) e) as events
from conversation c
join avatar a on a.id = c.avatar_id
join avatar_version v on v.avatar_id = a.id
  and v.version = case when a.accepted_photo is null then a.version else coalesce(a.accepted_version, a.version) end
left join users u on u.id = c.account_id
left join conversation_summary s on s.account_id = c.account_id and s.conversation_id = c.id
where c.account_id = $1 and c.id = $2`,
    values: [turn.account, turn.conversation, windowRows],
  })
  return rows[0]
}
