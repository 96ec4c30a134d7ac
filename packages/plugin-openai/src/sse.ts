import { ChatModelError } from '@parlor/plugin-kit'
import { createParser } from 'eventsource-parser'

/** An event is a few hundred characters; what grows past this is not an event stream. */
const maxEventLength = 2 * 1024 * 1024

/**
 * Makes a reader that takes bytes, sliced anywhere, and gives the data of each event they complete.
 *
 * A plain function instead of a stream: a token costs no further promise.
 */
export function eventReader(): (bytes: Uint8Array) => readonly string[] {
  let complete: string[] = []
  const decoder = new TextDecoder()
  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent: (event) => complete.push(event.data),
    onError: (error) => {
      // Anything else is an unknown field, which the standard tells us to ignore
      if (error.type === 'max-buffer-size-exceeded')
        throw new ChatModelError('invalid', 'The model endpoint sent an event without end')
    },
  })
  return (bytes) => {
    complete = []
    parser.feed(decoder.decode(bytes, { stream: true }))
    return complete
  }
}
