import { setTimeout as delay } from 'node:timers/promises'
import type { SeededPerson } from '../seeded-people.ts'

/** How long an answer may take before the client asks again, perhaps elsewhere. */
const patienceMs = 6000
const againMs = 150

export type Acknowledged = {
  readonly id: string
  readonly seq: number
  readonly turn: string
  /** When it was first tried, and how often. */
  readonly triedAt: number
  readonly tries: number
}

/** A client that gives nothing up: it asks the next web again, with the same id, until somebody answers. */
export function stubbornClient(options: {
  readonly webs: readonly string[]
  readonly origin: string
  readonly person: SeededPerson
  /** Which web it asks first. */
  readonly first: number
  readonly signal: AbortSignal
}) {
  const { webs, origin, person, signal } = options
  let next = options.first

  const ask = async (method: 'GET' | 'POST', path: string, body?: object) => {
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted()
      const web = webs[next++ % webs.length] ?? ''
      const answer = await attempt(`${web}${path}`, method, body)
      if (answer !== undefined && answer.status < 400) return { tries, body: answer.body }
      if (answer !== undefined && answer.status < 500 && answer.status !== 429)
        throw new Error(`${method} ${path.split('/')[2]} answered ${answer.status}`)
      await delay(againMs, undefined, { signal })
    }
  }
  const attempt = async (url: string, method: string, body: object | undefined) => {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), patienceMs)
    try {
      const answer = await fetch(url, {
        method,
        headers: { origin, cookie: person.cookie, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: limit.signal,
      })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
    } catch {
      // Nobody was there, or nobody answered in time: whether it arrived is not known, and need not be.
      return undefined
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    /** Says something; resolves when it was acknowledged. */
    async say(id: string, text: string): Promise<Acknowledged> {
      const triedAt = Date.now()
      const { tries, body } = await ask('POST', `/v1/conversations/${person.conversation}/messages`, {
        id,
        text,
      })
      const { seq, turn } = body as { seq: number; turn: string }
      return { id, seq, turn, triedAt, tries }
    },
    /** Buys the tier; resolves when its chat is open. */
    async pay(): Promise<void> {
      const { body } = await ask('POST', '/v1/checkout', { tier: 'companion' })
      const token = (body as { url: string }).url.split('/').at(-1) ?? ''
      await ask('POST', `/v1/webhooks/sandbox/${token}`, { outcome: 'paid' })
      for (;;) {
        const { body: me } = await ask('GET', '/v1/me')
        if ((me as { next: string }).next === 'chat') return
        await delay(againMs, undefined, { signal })
      }
    },
    async picture(photo: string): Promise<Uint8Array> {
      for (;;) {
        signal.throwIfAborted()
        const answer = await fetch(`${webs[next++ % webs.length]}/v1/photos/${photo}/image`, {
          headers: { cookie: person.cookie },
        }).catch(() => undefined)
        if (answer?.status === 200) return new Uint8Array(await answer.arrayBuffer())
        if (answer !== undefined && answer.status < 500)
          throw new Error(`A picture answered ${answer.status}`)
        await delay(againMs, undefined, { signal })
      }
    },
  }
}
