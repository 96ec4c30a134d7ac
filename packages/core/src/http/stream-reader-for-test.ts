import { request } from 'node:http'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as delay } from 'node:timers/promises'
import { createParser } from 'eventsource-parser'
import { createTextCursor } from '../event/follow.ts'
import type { LogEvent } from '../event/event.ts'

const awayMs = 100

/** What a reader has put together of a conversation, by the rules that every receiver follows. */
export type Transcript = {
  /** In the order of arrival, each as it came. */
  readonly events: LogEvent[]
  /** The text of each turn and attempt, as it was streamed. */
  readonly texts: Map<string, string>
  /** How many text frames brought something new. */
  frames: number
  /**
   * What no receiver may ever see: a gap that nobody closed, an event twice or out of order; and over one
   * connection the words of an attempt after those of a later one, or after the turn's end.
   */
  readonly faults: string[]
}

/**
 * Follows a conversation over connections that break after so many bytes of the answer as `nextCut` says;
 * each next one goes to the next address, from the last seq. Resolves when `isDone`.
 */
export async function readThroughCuts(options: {
  readonly urls: readonly string[]
  readonly path: string
  readonly cookie: string
  /** The seq to begin after; 0 without it. */
  readonly after?: number
  readonly nextCut: () => number
  readonly isDone: (transcript: Transcript) => boolean
  /** Where a process may be away: the next address is tried a moment later. Elsewhere that is a failure. */
  readonly mayBeAway?: boolean
  /** Ends the reading before it is done. */
  readonly signal?: AbortSignal
}): Promise<Transcript & { readonly connections: number }> {
  const transcript: Transcript = { events: [], texts: new Map(), frames: 0, faults: [] }
  const texts = createTextCursor()
  let textsOfConnection = createTextCursor()
  let lastSeq = options.after ?? 0
  let connections = 0

  const receive = (name: string, data: string, id: string | undefined) => {
    if (name === 'log') {
      const event = JSON.parse(data) as LogEvent
      if (event.seq !== lastSeq + 1 || id !== String(event.seq))
        transcript.faults.push(`seq ${event.seq} (id ${id}) after ${lastSeq}`)
      lastSeq = event.seq
      transcript.events.push(event)
      if (event.type === 'turn-ended' && event.turn !== null)
        for (const cursor of [texts, textsOfConnection]) cursor.end(event.turn)
    } else if (name === 'text') {
      const frame = {
        type: 'text' as const,
        ...(JSON.parse(data) as Omit<Parameters<typeof texts.take>[0], 'type'>),
      }
      const fresh = textsOfConnection.take(frame)
      if (fresh === undefined || (fresh !== 'gap' && fresh.text !== frame.text))
        transcript.faults.push(`${frame.turn}.${frame.attempt} at ${frame.offset}, which is stale`)
      const taken = texts.take(frame)
      // The server asks for what is missing by itself; what comes to a reader is whole, from where it stands.
      if (taken === 'gap') transcript.faults.push(`a gap in ${data.slice(0, 100)}`)
      else if (taken !== undefined) {
        const key = `${taken.turn}.${taken.attempt}`
        const before = transcript.texts.get(key) ?? ''
        if (before.length !== taken.offset)
          transcript.faults.push(`${key} goes on at ${taken.offset} of ${before.length}`)
        transcript.texts.set(key, before + taken.text)
        transcript.frames++
      }
    } else if (name === 'reset') transcript.faults.push('reset')
  }

  while (!options.isDone(transcript) && options.signal?.aborted !== true) {
    const url = options.urls[connections++ % options.urls.length] ?? ''
    textsOfConnection = createTextCursor()
    await readOnce(`${url}${options.path}`, {
      headers: { cookie: options.cookie, 'last-event-id': String(lastSeq) },
      bytes: options.nextCut(),
      receive,
      isDone: () => options.isDone(transcript),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    }).catch(async (error: unknown) => {
      if (options.mayBeAway !== true) throw error
      await delay(awayMs)
    })
  }
  return { ...transcript, connections }
}

async function readOnce(
  url: string,
  options: {
    readonly headers: Record<string, string>
    readonly bytes: number
    readonly receive: (name: string, data: string, id: string | undefined) => void
    readonly isDone: () => boolean
    readonly signal?: AbortSignal
  },
): Promise<void> {
  const parser = createParser({ onEvent: ({ event = '', data, id }) => options.receive(event, data, id) })
  // Bytes are cut anywhere, also within a letter.
  const decoder = new StringDecoder('utf8')
  let left = options.bytes
  await new Promise<void>((resolve, reject) => {
    const { headers, signal } = options
    const asked = request(url, { headers, agent: false, ...(signal && { signal }) }, (answer) => {
      answer.on('data', (chunk: Buffer) => {
        parser.feed(decoder.write(chunk.subarray(0, left)))
        left -= chunk.length
        if (left <= 0 || options.isDone()) answer.destroy()
      })
      answer.on('error', () => {})
      answer.on('close', resolve)
    })
    asked.on('error', reject)
    asked.end()
  })
}
