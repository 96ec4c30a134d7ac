import type { ExecutionContext } from 'ava'
import { createParser } from 'eventsource-parser'

/** One frame of a stream, its data parsed. */
export type Frame = { readonly event: string; readonly id: string | undefined; readonly data: any } // eslint-disable-line typescript/no-explicit-any -- tests look into any shape

/** Opens a stream once, and gives its frames as they come until it ends. The test's end leaves it. */
export async function openStream(
  t: ExecutionContext,
  url: string,
  headers: Record<string, string>,
): Promise<AsyncGenerator<Frame, void>> {
  const leave = new AbortController()
  t.teardown(() => leave.abort())
  const answer = await fetch(url, { headers, signal: leave.signal })
  if (answer.status !== 200 || answer.body === null) throw new Error(`The stream answered ${answer.status}`)
  // Node's stream can be iterated, which the browser's type that `fetch` has does not say.
  return framesOf(answer.body as unknown as AsyncIterable<Uint8Array>)
}

/** The next frame. Throws where the stream ends instead. */
export async function nextFrame(frames: AsyncGenerator<Frame, void>): Promise<Frame> {
  const { value } = await frames.next()
  if (value === undefined) throw new Error('The stream ended')
  return value
}

/** All that still comes until the stream ends. */
export async function framesUntilEnd(frames: AsyncGenerator<Frame, void>): Promise<readonly Frame[]> {
  const all: Frame[] = []
  for await (const frame of frames) all.push(frame)
  return all
}

async function* framesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void> {
  const arrived: Frame[] = []
  const parser = createParser({
    onEvent: ({ event = '', id, data }) => void arrived.push({ event, id, data: JSON.parse(data) }),
  })
  const decoder = new TextDecoder()
  for await (const chunk of body) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    yield* arrived.splice(0)
  }
}
