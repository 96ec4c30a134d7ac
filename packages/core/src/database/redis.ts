import { setTimeout as delay } from 'node:timers/promises'
import { Redis, type RedisOptions } from 'ioredis'
import { PlatformError } from '../platform-error.ts'

/** Whoever waits for Redis longer than this goes on without it. */
const patienceMs = 2000
const reachMs = 5000
const longestPauseMs = 2000

/**
 * What a connection is for. `commands` fail at once while Redis is away: what they would have told is in the
 * database. `blocking` and `subscriber` wait, and go on by themselves when it is back.
 */
export type RedisUse = 'commands' | 'blocking' | 'subscriber'

/** Longer than BullMQ blocks in one call. */
const blockedMs = 30_000

/** `socketTimeout` ends a connection on which a command waits so long for its answer: a Redis that is there, and silent. */
const optionsOf = {
  commands: {
    socketTimeout: reachMs,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    enableAutoPipelining: true,
    // A pipeline waits for the end of the tick, and somebody waits for these words.
    autoPipeliningIgnoredCommands: ['publish'],
  },
  blocking: { socketTimeout: blockedMs, maxRetriesPerRequest: null },
  // Its owner subscribes again: what ioredis asks by itself fails as an unhandled rejection when it is closed then.
  subscriber: { socketTimeout: reachMs, maxRetriesPerRequest: null, autoResubscribe: false },
} satisfies Record<RedisUse, RedisOptions>

/** A connection that comes back by itself; `onError` hears of each outage once. Call `connect` when it is needed. */
export function openRedis(url: string, use: RedisUse, onError: (error: unknown) => void): Redis {
  const redis = withToldEnd(
    new Redis(url, {
      ...optionsOf[use],
      lazyConnect: true,
      connectTimeout: reachMs,
      keepAlive: 10_000,
      retryStrategy: (times: number) => Math.min(times * 100, longestPauseMs),
    }),
  )
  let isAway = false
  redis.on('error', (cause) => {
    if (isAway) return
    isAway = true
    onError(new PlatformError('unavailable', `Redis is away (${use})`, { cause }))
  })
  redis.on('ready', () => {
    isAway = false
  })
  return redis
}

/**
 * Makes a connection tell of its end whenever it is closed. ioredis says nothing when that happens between two
 * attempts; BullMQ, which makes duplicates of its own, then waits for ever, and its timers keep the process alive.
 */
function withToldEnd(redis: Redis): Redis {
  const disconnect = redis.disconnect.bind(redis)
  const duplicate = redis.duplicate.bind(redis)
  redis.disconnect = (reconnect = false) => {
    // Nothing is left to close; ioredis would wait 2 s for it, and take the next connection for closed by hand.
    if (redis.status === 'end') return
    // As if it had not tried yet: of such a one the end is told.
    if (!reconnect && redis.status === 'reconnecting') redis.status = 'wait'
    disconnect(reconnect)
  }
  // The same options give the same type, which a generic signature cannot see.
  redis.duplicate = ((options?: Partial<RedisOptions>) =>
    withToldEnd(duplicate(options))) as typeof redis.duplicate
  return redis
}

/**
 * Ends a connection for good: neither it nor whoever still holds it opens it again. After a mere `disconnect`
 * a call of `connect` does, and BullMQ calls it whenever it finds a connection ended that it still wants.
 */
export function endRedis(redis: Redis): void {
  redis.options.retryStrategy = () => null
  redis.connect = async () => {
    throw new Error('Connection is closed.') // as ioredis says it, for those who look for these words
  }
  redis.disconnect()
}

/**
 * Connects, and resolves when Redis is there; or false after 2 s, while the connection goes on trying, or when
 * it was ended.
 */
export async function connected(redis: Redis): Promise<boolean> {
  // A first attempt that fails is told by 'error', and repeated.
  if (redis.status === 'wait') redis.connect().catch(() => {})
  if (redis.status === 'ready') return true
  if (redis.status === 'end') return false
  const given = new AbortController()
  let onReady = () => {}
  let onEnd = () => {}
  const told = new Promise<boolean>((resolve) => {
    onReady = () => resolve(true)
    onEnd = () => resolve(false)
    redis.once('ready', onReady).once('end', onEnd)
  })
  const late = delay(patienceMs, false, { signal: given.signal }).catch(() => false)
  const isReady = await Promise.race([told, late])
  given.abort()
  redis.off('ready', onReady).off('end', onEnd)
  return isReady
}

/**
 * What an operator should know of the Redis at this address: that it does not answer, or that it may throw
 * away what it was given. Undefined when all is well. Never holds the password.
 */
export async function troubleWithRedis(url: string): Promise<string | undefined> {
  const { hostname, port } = new URL(url)
  const place = `Redis at ${hostname}:${port || '6379'}`
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: reachMs, retryStrategy: () => null })
  let reason = 'it does not answer'
  redis.on('error', (error) => {
    reason = error.message
  })
  try {
    await redis.connect()
    const memory = await redis.info('memory')
    const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction'
    if (policy === 'noeviction') return undefined
    return `${place} may evict jobs: its maxmemory-policy is ${policy} and should be noeviction`
  } catch (error) {
    return `${place} cannot be used: ${error instanceof Error && !/closed/i.test(error.message) ? error.message : reason}`
  } finally {
    redis.disconnect()
  }
}
