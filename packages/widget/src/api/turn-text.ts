import type { TextFrame } from './shapes.ts'

/** The text of an answer that is being written, with the try that it belongs to. */
export type TurnText = { readonly attempt: number; readonly text: string }

export const noText: TurnText = { attempt: 0, text: '' }

/**
 * Takes a frame by the receiver's rule: a lower attempt is dropped, a higher one starts anew, and of
 * the same attempt only the part beyond what one has is taken.
 *
 * A frame beyond a gap is dropped too: the server sends again from the gap, and `turn-ended` carries
 * the whole text in any case.
 */
export function takeFrame(have: TurnText, frame: TextFrame): TurnText {
  if (frame.attempt < have.attempt) return have
  const text = frame.attempt > have.attempt ? '' : have.text
  if (frame.offset > text.length)
    return frame.attempt > have.attempt ? { attempt: frame.attempt, text } : have
  const beyond = frame.text.slice(text.length - frame.offset)
  if (beyond === '' && frame.attempt === have.attempt) return have
  return { attempt: frame.attempt, text: text + beyond }
}
