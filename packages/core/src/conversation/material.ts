import type { Json } from '@parlor/plugin-kit'
import { findAvatar } from '../avatar/avatars.ts'
import type { LogEvent } from '../event/event.ts'
import { lastSeq, readEvents } from '../event/log.ts'
import { PlatformError } from '../platform-error.ts'
import type { ConversationContext } from './conversation-context.ts'
import { promptEvents, systemText } from './prompt.ts'
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
  const newest = await lastSeq(context.database, key)
  const events = await readEvents(context.database, key, {
    after: Math.max(0, newest - promptEvents),
    limit: promptEvents,
  })
  const avatar = await findAvatar(context.database.knex, turn.account)
  if (avatar === undefined) throw new PlatformError('not-found', 'A conversation has no avatar')
  const { name, gender, age, nationality, appearance } = avatar.accepted ?? avatar.newest
  const description = { name, gender, age, nationality, appearance }
  const user = await context.database
    .knex('users')
    .where({ id: turn.account })
    .first<{ name: string } | undefined>('name')
  const own = events.filter((event) => event.turn === turn.id)
  return {
    events,
    system: systemText(description, { name: user?.name ?? '' }),
    asked: own.flatMap((event) => (event.type === 'message-sent' ? [event.data.text] : [])).join('\n'),
    avatar: description,
    ordered: own.filter((event) => event.type === 'photo-requested').length,
  }
}
