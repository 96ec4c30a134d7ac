import { z } from 'zod'
import { adultAge } from '../../safety/adult-age.ts'
import { genders } from '../../avatar/avatar.ts'
import { per, subscriptionReply } from './billing-schemas.ts'

/*
 * What the routes answer, for the OpenAPI document. The views that make these answers are typed by them, so that
 * the compiler holds the two together.
 */

const time = z.iso.datetime()
const photoState = z.enum([
  'queued',
  'starting',
  'generating',
  'finishing',
  'ready',
  'failed',
  'blocked',
  'canceled',
])

export const photoReply = z.object({
  id: z.string(),
  kind: z.enum(['reference', 'chat']),
  state: photoState,
  version: z.int(),
  width: z.int(),
  height: z.int(),
  alt: z.string(),
  caption: z.string().nullable(),
  change: z.string().nullable(),
  createdAt: time,
  /** How many photos are before it; null when it does not stand in the queue. */
  place: z.int().nullable(),
  /** Tries that failed before this one. */
  tries: z.int(),
  elapsedMs: z.int(),
  /** Of `elapsedMs`: until its try began. */
  waitedMs: z.int(),
  /** Usually it is there by then. */
  expectedMs: z.int(),
  /** By then nearly every photo was there. */
  lateMs: z.int(),
  /** Its end was asked for. */
  isStopping: z.boolean(),
  code: z.string().nullable(),
  mayRetry: z.boolean(),
  /** Whether it was counted as used; null as long as it is open. */
  counted: z.boolean().nullable(),
  retryOf: z.string().nullable(),
  image: z.string().nullable(),
  preview: z.string().nullable(),
})

const description = {
  name: z.string(),
  gender: z.enum(genders),
  age: adultAge,
  nationality: z.string(),
  appearance: z.string(),
}

export const avatarReply = z.object({
  id: z.string(),
  version: z.int(),
  ...description,
  /** What is in use: the version whose look was accepted. */
  accepted: z.object({ version: z.int(), ...description, photo: z.string() }).nullable(),
  looks: z.array(photoReply),
  paintAgain: z.object({
    limit: z.int(),
    left: z.int(),
    per,
    /** When there are as many as `limit` again; null where there never are. */
    until: time.nullable(),
  }),
})

export const meReply = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }),
  adult: z.boolean(),
  avatar: avatarReply.nullable(),
  conversation: z.string().nullable(),
  subscription: subscriptionReply,
  next: z.enum(['confirm-adult', 'avatar', 'meet', 'subscribe', 'chat']),
})

/** `data` differs by `type`; clients ignore types they do not know. */
const eventReply = z.object({
  seq: z.int(),
  type: z.string(),
  turn: z.string().nullable(),
  at: time,
  data: z.record(z.string(), z.unknown()),
})

export const eventsReply = z.object({ events: z.array(eventReply), more: z.boolean() })
export const conversationsReply = z.object({
  conversations: z.array(z.object({ id: z.string(), lastSeq: z.int() })),
})
export const acceptedReply = z.object({ seq: z.int(), turn: z.string() })

export type PhotoReply = z.output<typeof photoReply>
export type AvatarReply = z.output<typeof avatarReply>
export type MeReply = z.output<typeof meReply>
