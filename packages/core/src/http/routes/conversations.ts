import { z } from 'zod'
import { acceptMessage, isAccepted } from '../../conversation/accept.ts'
import { askToStop } from '../../conversation/turn-queue.ts'
import { conversationChannel, turnsChannel } from '../../event/bus.ts'
import { lastSeq, readEvents, readEventsBefore } from '../../event/log.ts'
import { isBlank } from '../../safety/text.ts'
import { queryInteger } from '../query-integer.ts'
import { defineRoute, type Route } from '../route.ts'
import type { Services } from '../services.ts'
import { requireChat } from './access.ts'
import { streamConversation } from './conversation-stream.ts'
import { acceptedReply, conversationsReply, eventsReply } from './reply-schemas.ts'

const params = z.object({ id: z.string().min(1).max(64) })
const seq = queryInteger({ min: 0, max: Number.MAX_SAFE_INTEGER })

const message = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'must be 8 to 64 letters, digits, - or _'),
  text: z
    .string()
    .max(8000, 'must have at most 8000 characters')
    .refine((text) => !isBlank(text), 'must not be empty'),
})

/** The log of a conversation: reading it, following it, and adding to it. */
export function conversationRoutes(services: Services): readonly Route[] {
  const { database, bus } = services
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/conversations',
      summary: 'The account’s conversations',
      access: 'session',
      reply: { status: 200, schema: conversationsReply },
      async handle({ account }) {
        const rows = await database
          .knex('conversation')
          .where({ account_id: account })
          .orderBy('id')
          .select<{ id: string; last_seq: string }[]>('id', 'last_seq')
        return { body: { conversations: rows.map((row) => ({ id: row.id, lastSeq: Number(row.last_seq) })) } }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/conversations/:id/events',
      summary: 'A page of the log, ascending; the newest without a cursor',
      access: 'session',
      params,
      query: z.object({
        after: seq.optional(),
        before: seq.optional(),
        limit: queryInteger({ min: 1, max: 200 }).default(50),
      }),
      reply: { status: 200, schema: eventsReply },
      async handle({ account, params, query }) {
        const key = { account, conversation: params.id }
        const newest = await lastSeq(database, key)
        if (query.after !== undefined) {
          const events = await readEvents(database, key, { after: query.after, limit: query.limit })
          return { body: { events, more: (events.at(-1)?.seq ?? newest) < newest } }
        }
        const before = query.before === undefined ? {} : { before: query.before }
        return { body: await readEventsBefore(database, key, { ...before, limit: query.limit }) }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/conversations/:id/stream',
      summary: 'Server-sent events: the log as it grows, and the text of a running turn',
      access: 'session',
      params,
      query: z.object({ after: seq.optional() }),
      reply: { status: 200, mime: ['text/event-stream'] },
      async handle(request) {
        await streamConversation(services, request)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/conversations/:id/messages',
      summary: 'Say something; the same id again gives the same answer',
      access: 'session',
      params,
      body: message,
      reply: { status: 202, schema: acceptedReply },
      async handle({ account, params, body, standing }) {
        const key = { account, conversation: params.id }
        try {
          requireChat(standing, services.tiers.current)
        } catch (refusal) {
          // What was taken while it was paid for stays taken: its answer may have been lost on the way.
          if (!(await isAccepted(database, key, body.id))) throw refusal
        }
        const accepted = await acceptMessage(database, key, body, services.disclosure)
        bus.publish(turnsChannel, { type: 'wake' })
        bus.publish(conversationChannel(params.id), { type: 'log', event: accepted })
        return { body: { seq: accepted.seq, turn: accepted.turn } }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/conversations/:id/stop',
      summary: 'Stop the running answer; its text so far is kept',
      access: 'session',
      params,
      reply: { status: 204 },
      async handle({ account, params }) {
        await lastSeq(database, { account, conversation: params.id })
        const turn = await askToStop(database, account, params.id)
        if (turn !== undefined) bus.publish(turnsChannel, { type: 'stop', turn })
      },
    }),
  ]
}
