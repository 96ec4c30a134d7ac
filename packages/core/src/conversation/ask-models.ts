import { ChatModelError, isChatModelError } from '@parlor/plugin-kit'
import type { ChatModel, ChatPart } from '@parlor/plugin-kit'
import { abandonable } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import type { TurnMeter } from './turn-meter.ts'

export type ModelSlot = { readonly name: string; readonly chatModel: ChatModel }

/** How long a model may be silent: until its first part, and between two of them. */
export type Patience = { readonly firstMs: number; readonly idleMs: number }

export const usualPatience: Patience = { firstMs: 30_000, idleMs: 20_000 }

/**
 * The chat models of one turn as one: the first that is able answers all of it.
 *
 * Another is asked only as long as nothing was given, be it text or a call: what a person has read or a tool has
 * done is never begun again. Silence is a failure, whether the plugin heeds its signal or not. Every failure is
 * thrown as a `ChatModelError`; an abort throws its own reason.
 */
export function askModels(
  slots: readonly ModelSlot[],
  options: {
    readonly patience: Patience
    readonly meter: Pick<TurnMeter, 'asked' | 'heard'>
    /** Hears of a failure that another model makes good. */
    readonly report: (error: unknown) => void
  },
): ChatModel {
  let current = 0
  let hasGiven = false
  return {
    async *stream(request, call) {
      for (;;) {
        const slot = slots[current]
        if (slot === undefined) throw new PlatformError('unavailable', 'No plugin fills the slot chatModel')
        options.meter.asked(slot.name, slot.chatModel.model)
        const watch = watchSilence(options.patience, call.signal)
        const own = { key: call.key, signal: watch.signal }
        let parts: AsyncIterator<ChatPart> | undefined
        let isOver = false
        try {
          parts = slot.chatModel.stream(request, own)[Symbol.asyncIterator]()
          for (;;) {
            // A model that heeds no signal is left behind: it must not hold the conversation.
            const next = await abandonable(watch.signal, parts.next())
            if (next.done === true) {
              isOver = true
              return
            }
            watch.heard()
            hasGiven ||= isGiven(next.value)
            options.meter.heard(next.value)
            yield next.value
          }
        } catch (error) {
          if (call.signal.aborted) throw call.signal.reason
          const failure = asChatModelError(error, hasGiven)
          if (hasGiven || current + 1 === slots.length) throw failure
          options.report(failure)
          current++
        } finally {
          // Left in the middle, here or by whoever reads: the model is told, and not waited for.
          if (!isOver) {
            watch.abort()
            parts?.return?.().catch(options.report)
          }
          watch.drop()
        }
      }
    },
  }
}

/** An empty text is a sign of life: the model is at work, and has said nothing yet. */
function isGiven(part: ChatPart): boolean {
  return part.type !== 'text' || part.text !== ''
}

function asChatModelError(error: unknown, hasGiven: boolean): ChatModelError {
  if (isChatModelError(error)) return error
  return new ChatModelError(hasGiven ? 'interrupted' : 'invalid', 'The chat model failed in its own way', {
    cause: error,
  })
}

/** A signal that aborts when nothing is heard for too long. One timer serves all parts of a stream. */
function watchSilence({ firstMs, idleMs }: Patience, signal: AbortSignal) {
  const own = new AbortController()
  const follow = () => own.abort(signal.reason)
  if (signal.aborted) follow()
  else signal.addEventListener('abort', follow, { once: true })
  const giveUp = (ms: number) => () =>
    own.abort(new ChatModelError('timeout', `The chat model was silent for ${ms / 1000} s`))
  let timer = setTimeout(giveUp(firstMs), firstMs)
  let hasHeard = false
  return {
    signal: own.signal,
    heard() {
      if (hasHeard) {
        timer.refresh()
        return
      }
      hasHeard = true
      clearTimeout(timer)
      timer = setTimeout(giveUp(idleMs), idleMs)
    },
    drop() {
      clearTimeout(timer)
      signal.removeEventListener('abort', follow)
    },
    abort: () => own.abort(new ChatModelError('interrupted', 'Nobody reads any more')),
  }
}
