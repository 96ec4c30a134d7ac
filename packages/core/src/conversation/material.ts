import type { Json } from '@parlor/plugin-kit'
import type { LogEvent } from '../event/event.ts'
import { readNewestEvents } from '../event/log.ts'
import type { ConversationContext } from './conversation-context.ts'
import { promptEvents, systemText } from './prompt.ts'
import { readSpeakers } from './speakers.ts'
import type { ClaimedTurn } from './turn-queue.ts'

/** What a turn is answered from, read from the rows alone. */
export type Material = {
  readonly events: readonly LogEvent[]
  readonly system: string
  /** What the user's messages of this turn say. */
  readonly asked: string
  readonly avatar: Json
  /** Photos that an earlier attempt ordered: they stand in the log as calls already made. */
  readonly ordered: number
}

export async function readMaterial(context: ConversationContext, turn: ClaimedTurn): Promise<Material> {
  const key = { account: turn.account, conversation: turn.conversation }
  const [events, { avatar, user }] = await Promise.all([
    readNewestEvents(context.database, key, promptEvents),
    readSpeakers(context.database, turn.account),
  ])
  const own = events.filter((event) => event.turn === turn.id)
  return {
    events,
    system: systemText(avatar, user),
    asked: own.flatMap((event) => (event.type === 'message-sent' ? [event.data.text] : [])).join('\n'),
    avatar,
    ordered: own.filter((event) => event.type === 'photo-requested').length,
  }
}
