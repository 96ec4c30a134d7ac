import { followConversation } from '../../event/follow.ts'
import { lastSeq } from '../../event/log.ts'
import { openEventStream } from '../event-stream.ts'
import type { RouteRequest } from '../route.ts'
import type { Services } from '../services.ts'

/** A session that ended ends its streams within this many heartbeats: a minute, usually. */
const sessionCheckBeats = 4
/** After `bye` all clients come back at once: each is told another moment. */
const byeSpreadMs = 2000
/** Whoever was closed for a newer stream comes back no sooner: it would only close another. */
const crowdedMs = 60_000

/** Follows a conversation as server-sent events, from `Last-Event-ID`, else from `after`, else from now on. */
export async function streamConversation(
  services: Services,
  request: RouteRequest<{ id: string }, { after?: number | undefined }>,
): Promise<void> {
  const { account } = request
  const key = { account, conversation: request.params.id }
  // Not the whole request: what is named in a function below stays in memory as long as the stream.
  const { cookie, authorization } = request.headers
  const newest = await lastSeq(services.database, key)
  const given = request.headers['last-event-id'] ?? request.query.after ?? newest
  const cursor = /^\d{1,15}$/.test(String(given)) ? Number(given) : undefined
  // The router answers HEAD by the route of GET; a stream without a body would stay open for ever.
  if (request.ctx.method === 'HEAD') return
  const stream = openEventStream(request.ctx, { heartbeatMs: services.heartbeatMs })
  if (stream.hasEnded()) return
  const leave = services.streams.enter(account, () => {
    stream.send({ event: 'bye', data: { reason: 'too-many-streams', afterMs: crowdedMs } })
    stream.close()
  })
  const isKnown = cursor !== undefined && cursor <= newest
  // No cursor of ours, or one from another life of this conversation: the client fetches a page and starts there.
  if (!isKnown) stream.send({ event: 'reset' })
  const follower = followConversation(services, key, {
    after: isKnown ? cursor : newest,
    drained: stream.drained,
    send(message) {
      if (message.type === 'log') stream.send({ id: message.event.seq, event: 'log', data: message.event })
      else {
        const { type, ...data } = message
        stream.send({ event: type, data })
      }
    },
  })
  let beats = 0
  stream.onHeartbeat(() => {
    follower.look()
    if (++beats % sessionCheckBeats !== 0) return
    services.accounts
      .session({ cookie, authorization })
      .then((session) => session?.account === account || stream.close(), services.report)
  })
  const bye = () => {
    stream.send({ event: 'bye', data: { afterMs: Math.round(500 + Math.random() * byeSpreadMs) } })
    stream.close()
  }
  services.closing.addEventListener('abort', bye, { once: true })
  stream.onEnd(() => {
    follower.close()
    leave()
    services.closing.removeEventListener('abort', bye)
  })
  if (services.closing.aborted) bye()
}
