import type { Statement } from './postgres-frames.ts'
import type { Passing } from './wire.ts'

/** Which of the processes passes here. */
export type Part = 'web' | 'worker'

/**
 * A moment between a message and its delivered photo. Most of them are seen at the database's wire: `before` a
 * statement arrives, or `after` it was done and before anybody heard of it. The others are told by the plugins.
 */
export type Point = {
  readonly name: string
  readonly part: Part
  readonly about: string
  /** Who is frozen here for longer than its claim lives wakes up with a write that must be refused. */
  readonly isFenced?: boolean
  /** Here it may be unknown whether the provider has begun. */
  readonly isStart?: boolean
  readonly at?: (passing: Passing) => boolean
}

const begins = (side: Passing['side'], holds: (statement: Statement) => boolean) => (passing: Passing) =>
  passing.side === side && holds(passing)
const commits =
  (side: Passing['side'], holds: (statement: Statement) => boolean) =>
  (passing: Passing): boolean =>
    passing.side === side && /^commit/i.test(passing.text) && passing.transaction.some(holds)

const accepts = ({ text }: Statement) => text.includes('insert into event') && text.includes(`'message-sent'`)
const reads = ({ text }: Statement) =>
  text.startsWith('select seq, type, turn_id, data, created_at from event')
const claimsTurn = ({ text }: Statement) => text.includes(`update turn t set state = 'running'`)
const endsTurn = ({ text }: Statement) => text.includes(`update turn set state = 'ended'`)
const ordersPhoto = ({ text }: Statement) => text.startsWith('insert into "photo"')
const claimsPhoto = ({ text }: Statement) => text.startsWith('update "photo" set "claim" = gen_random_uuid()')
const storesInbound = ({ text }: Statement) => text.startsWith('insert into "inbox"')
const appliesInbound = ({ text, parameters }: Statement) =>
  text.startsWith('update "inbox"') && parameters.includes('applied')
const seals = ({ text }: Statement) => text.includes('insert into audit_seal')
const moves = (to: string) => (statement: Statement) => stateAfter(statement) === to

/** Whether somebody wrote what was no longer theirs to write, and nothing became of it. */
export function isRefused(passing: Passing): boolean {
  const answersWithARow =
    endsTurn(passing) || (stateAfter(passing) !== undefined && passing.text.includes('returning'))
  return answersWithARow && passing.side === 'after' && passing.rows === 0
}

/** The state that an update of a photo gives it; the one that it had comes later in the text. */
function stateAfter({ text, parameters }: Statement): string | undefined {
  const place = /^update "photo" set .*?"state" = \$(\d+)/.exec(text)?.[1]
  return place === undefined ? undefined : parameters[Number(place) - 1]
}

export const points: readonly Point[] = [
  {
    name: 'inbox.stored',
    part: 'web',
    about: 'a payment is stored; its job is not added, its sender not answered',
    at: begins('after', storesInbound),
  },
  {
    name: 'inbox.applied',
    part: 'worker',
    about: 'a payment is written; its inbox row does not say so yet',
    at: begins('before', appliesInbound),
  },
  {
    name: 'message.accepting',
    part: 'web',
    about: 'a message is on its way to the log',
    at: begins('before', accepts),
  },
  {
    name: 'message.accepted',
    part: 'web',
    about: 'a message is in the log; nobody was woken, its sender not answered',
    at: begins('after', accepts),
  },
  {
    name: 'stream.reading',
    part: 'web',
    about: 'a reader follows the log',
    at: (passing) => passing.side === 'after' && passing.rows > 0 && reads(passing),
  },
  {
    name: 'turn.claimed',
    part: 'worker',
    about: 'a turn is claimed; the worker does not know yet',
    at: (passing) => passing.side === 'after' && passing.rows > 0 && claimsTurn(passing),
  },
  { name: 'turn.streaming', part: 'worker', about: 'the model is in the middle of its words' },
  {
    name: 'turn.ordering',
    part: 'worker',
    about: 'hold, photo, event and audit event are written, not committed',
    at: commits('before', ordersPhoto),
  },
  {
    name: 'turn.ordered',
    part: 'worker',
    about: 'a photo is ordered; the model has not heard of it',
    at: commits('after', ordersPhoto),
  },
  {
    name: 'turn.ending',
    part: 'worker',
    about: 'the answer is whole; its event is on its way',
    isFenced: true,
    at: begins('before', endsTurn),
  },
  {
    name: 'turn.ended',
    part: 'worker',
    about: 'the answer is in the log; nobody was woken',
    at: begins('after', endsTurn),
  },
  {
    name: 'photo.claimed',
    part: 'worker',
    about: 'a photo is claimed; the worker does not know yet',
    at: (passing) => passing.side === 'after' && passing.rows > 0 && claimsPhoto(passing),
  },
  {
    name: 'photo.intending',
    part: 'worker',
    about: 'the prompt was judged; the intention to start is not committed',
    isFenced: true,
    at: begins('before', moves('starting')),
  },
  {
    name: 'photo.starting',
    part: 'worker',
    about: 'the intention is committed; the request has not left',
    isStart: true,
    at: commits('after', moves('starting')),
  },
  {
    name: 'photo.billed',
    part: 'worker',
    about: 'the provider has begun and billed; its answer is not here',
    isStart: true,
  },
  {
    name: 'photo.started',
    part: 'worker',
    about: 'the provider’s answer is here; its handle is not saved',
    isStart: true,
    isFenced: true,
    at: begins('before', moves('generating')),
  },
  {
    name: 'photo.generating',
    part: 'worker',
    about: 'the handle is saved',
    at: commits('after', moves('generating')),
  },
  { name: 'photo.painted', part: 'worker', about: 'the picture is there; it has not been fetched' },
  {
    name: 'photo.stored',
    part: 'worker',
    about: 'the original is stored; its row does not say so',
    isFenced: true,
    at: begins('before', moves('finishing')),
  },
  {
    name: 'photo.finishing',
    part: 'worker',
    about: 'the picture is ours; it is not judged, marked or signed',
    at: commits('after', moves('finishing')),
  },
  { name: 'photo.judged', part: 'worker', about: 'the picture was judged; it is not marked or signed' },
  {
    name: 'photo.ending',
    part: 'worker',
    about: 'state, hold, event and audit event are written, not committed',
    at: commits('before', moves('ready')),
  },
  {
    name: 'photo.ready',
    part: 'worker',
    about: 'the photo is in the log; nobody was woken',
    at: commits('after', moves('ready')),
  },
  {
    name: 'audit.sealing',
    part: 'worker',
    about: 'a batch of the audit log is chained, not committed',
    at: commits('before', seals),
  },
  {
    name: 'audit.sealed',
    part: 'worker',
    about: 'a batch of the audit log is sealed; the sealer has not heard of it',
    at: commits('after', seals),
  },
]

/** What may happen at a point. */
export const blows = ['kill', 'cut', 'cut-all', 'freeze', 'redis'] as const
export type Blow = (typeof blows)[number]

export const aboutBlows: Readonly<Record<Blow, string>> = {
  kill: 'kill -9 of the process that passes',
  cut: 'its connection to the database breaks',
  'cut-all': 'all its connections to the database break',
  freeze: 'it is stopped (SIGSTOP) for longer than its claims live, and goes on as if nothing had been',
  redis: 'Redis is killed, and comes back empty after two seconds',
}
