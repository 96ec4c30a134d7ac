import { ChatModelError } from '@parlor/plugin-kit'
import type { ChatModel, ChatPart, Json } from '@parlor/plugin-kit'
import { answerReader } from './answer.ts'
import { errorIn, leave, readJson } from './endpoint.ts'
import type { Answer, Endpoint } from './endpoint.ts'
import { SafetyRefusal, streamFailure } from './failure.ts'
import { timeLimits } from './limits.ts'
import type { TimeLimits, Timeouts } from './limits.ts'
import type { Price } from './price.ts'
import { requestBody } from './request.ts'
import type { RequestSettings } from './request.ts'
import { retries } from './retry.ts'
import type { Retry } from './retry.ts'
import { eventReader } from './sse.ts'

export type ChatModelOptions = {
  readonly request: RequestSettings
  readonly timeouts: Timeouts
  readonly retry: Retry
  readonly price: Price | undefined
  readonly onRetry: (error: Error, waitMs: number) => void
}

/** A chat model that streams from an OpenAI-compatible endpoint, and tries again as long as nothing was given. */
export function chatModel(endpoint: Endpoint, options: ChatModelOptions): ChatModel {
  return {
    model: options.request.model,
    async *stream(request, { signal }) {
      const body = requestBody(request, options.request)
      const limits = timeLimits(options.timeouts, signal)
      const again = retries(options.retry, options.onRetry)
      let hasBegun = false
      try {
        for (;;) {
          try {
            const answer = answerReader(request.maxTokens, options.price)
            for await (const part of oneTry(endpoint, body, { answer, limits, signal })) {
              hasBegun = true
              yield part
            }
            return
          } catch (error) {
            signal.throwIfAborted()
            if (error instanceof SafetyRefusal) {
              yield { type: 'finish', reason: 'safety' }
              return
            }
            if (hasBegun) throw afterTheBeginning(error)
            await again.after(error, limits.signal)
          }
        }
      } finally {
        limits.drop()
      }
    },
  }
}

type Try = {
  readonly answer: ReturnType<typeof answerReader>
  readonly limits: TimeLimits
  readonly signal: AbortSignal
}

async function* oneTry(endpoint: Endpoint, request: Json, { answer, limits, signal }: Try) {
  limits.waitFor('first-token')
  try {
    const response = await endpoint.post('/chat/completions', request, {
      accept: 'text/event-stream',
      silenceMs: 0,
      signal: limits.signal,
    })
    await assertEventStream(response)
    yield* textOf(response, { answer, limits, signal })
  } finally {
    limits.rest()
  }
  signal.throwIfAborted()
  if (!answer.isWhole())
    throw new ChatModelError('transient', 'The answer of the model endpoint ended too early')
  yield* answer.end()
}

async function* textOf({ body }: Answer, { answer, limits, signal }: Try): AsyncGenerator<ChatPart, void> {
  const readEvents = eventReader()
  try {
    for await (const bytes of body.iterator({ destroyOnReturn: false })) {
      limits.heard()
      // What came together with the abort is not given out after it
      limits.signal.throwIfAborted()
      const { text, failure } = readAll(answer, readEvents(bytes))
      if (text !== '') yield { type: 'text', text }
      if (failure !== undefined) throw failure
      if (answer.state().isOver) return
      limits.waitFor(answer.phase())
    }
  } catch (cause) {
    signal.throwIfAborted()
    // What fails after the finish reason takes nothing from the answer but the count of its tokens
    if (answer.isWhole()) return
    limits.signal.throwIfAborted()
    if (cause instanceof ChatModelError || cause instanceof SafetyRefusal) throw cause
    throw new ChatModelError('transient', 'The connection to the model endpoint broke', { cause })
  } finally {
    const { isOver, isCut } = answer.state()
    leave(body, isOver && !isCut)
  }
}

/** The texts of what came at once are one part: under load that is many tokens, and each part costs promises. */
function readAll(answer: Try['answer'], events: readonly string[]): { text: string; failure?: unknown } {
  let text = ''
  try {
    for (const data of events) {
      text += answer.read(data)
      if (answer.state().isOver) break
    }
    return { text }
  } catch (failure) {
    return { text, failure }
  }
}

/** Servers that know no stream, and pages in front of them, answer 200 too. No type at all may be a stream. */
async function assertEventStream({ mime, body }: Answer): Promise<void> {
  if (mime === 'application/json') {
    const json = await readJson(body)
    if (json === undefined)
      throw new ChatModelError('transient', 'The model endpoint sent JSON that is broken')
    if (errorIn(json) !== json) throw streamFailure(errorIn(json))
    throw new ChatModelError('invalid', 'The model endpoint answered whole, not as an event stream')
  }
  if (mime !== 'text/html') return
  leave(body, false)
  throw new ChatModelError('invalid', 'The model endpoint answered with a page. Is the base URL right?')
}

/** What passes by itself is `transient` only while nothing was given: now an answer is incomplete. */
function afterTheBeginning(error: unknown): unknown {
  if (!(error instanceof ChatModelError) || error.code !== 'transient') return error
  return new ChatModelError('interrupted', error.message, { cause: error.cause })
}
