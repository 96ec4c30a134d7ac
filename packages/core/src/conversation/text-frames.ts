import { conversationChannel, type Bus } from '../event/bus.ts'
import { wholeLength } from './whole-length.ts'

/** Deltas of this time are joined into one frame; the first goes out at once. */
const frameMs = 30

export type TextFrames = ReturnType<typeof createTextFrames>

/**
 * A turn's text on its way to the readers: joined into frames, each with its offset in UTF-16 units.
 * Kept whole, so that a reader who lacks a part can ask for it.
 */
export function createTextFrames(
  bus: Pick<Bus, 'publish'>,
  turn: { readonly id: string; readonly conversation: string; readonly attempt: number },
) {
  const channel = conversationChannel(turn.conversation)
  let text = ''
  let sent = 0
  let timer: NodeJS.Timeout | undefined
  let lastAt = 0

  const publish = (from: number, to: number) => {
    if (from >= to) return
    bus.publish(channel, {
      type: 'text',
      turn: turn.id,
      attempt: turn.attempt,
      offset: from,
      text: text.slice(from, to),
    })
  }
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    // A frame never splits a surrogate pair: a high surrogate at the end waits for its other half.
    const end = wholeLength(text)
    publish(sent, end)
    sent = Math.max(sent, end)
    lastAt = Date.now()
  }

  return {
    text: () => text,
    /** Answers a reader who lacks what came after the offset. */
    again: (offset: number) => publish(Math.min(offset, sent), sent),
    add(delta: string) {
      text += delta
      const waitMs = lastAt + frameMs - Date.now()
      if (waitMs <= 0) flush()
      else timer ??= setTimeout(flush, waitMs)
    },
    /** Forgets what was not sent yet. */
    drop() {
      clearTimeout(timer)
      timer = undefined
      text = text.slice(0, sent)
    },
  }
}
