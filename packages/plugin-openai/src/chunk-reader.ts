import { readChunk } from './chunk.ts'
import type { Chunk } from './chunk.ts'

/** What stands around the text in a chunk that holds nothing but text. */
type Frame = { readonly head: string; readonly tail: string }

/** Characters that JSON writes in another way than they are, or not at all. */
const written = /["\\\p{Cc}]/u
/** Chunks in a row that fit no frame. Some endpoints put something new into each: then none is looked for. */
const maxMisses = 4

/**
 * Reads the chunks of one answer, each as `readChunk` does.
 *
 * Nearly all chunks of an answer differ in nothing but their text. Once one was read, another with the same
 * characters before and after its text is known to be the same JSON, and only the text is taken out: an answer
 * costs a third of the time that a parse of each chunk would take.
 */
export function chunkReader(): (data: string) => Chunk | undefined {
  let frame: Frame | undefined
  let misses = 0
  return (data) => {
    const text = frame === undefined ? undefined : textIn(data, frame)
    if (text !== undefined) {
      misses = 0
      return textChunk(text)
    }
    const chunk = readChunk(data)
    if (chunk !== undefined && isTextOnly(chunk) && misses < maxMisses) {
      misses++
      frame = frameOf(data) ?? frame
    }
    return chunk
  }
}

function textIn(data: string, { head, tail }: Frame): string | undefined {
  if (data.length <= head.length + tail.length || !data.startsWith(head) || !data.endsWith(tail))
    return undefined
  const text = data.slice(head.length, data.length - tail.length)
  return written.test(text) ? undefined : text
}

function textChunk(content: string): Chunk {
  return { choices: [{ delta: { content } }] }
}

/** Another text in the same place is another text of the answer: tried, not guessed. */
function frameOf(data: string): Frame | undefined {
  const begin = '"content":"'
  const at = data.indexOf(begin)
  if (at === -1) return undefined
  const from = at + begin.length
  const end = data.indexOf('"', from)
  const frame = { head: data.slice(0, from), tail: data.slice(end) }
  const probe = readChunk(`${frame.head}?${frame.tail}`)
  const isFound = probe !== undefined && isTextOnly(probe) && probe.choices?.[0]?.delta?.content === '?'
  return isFound ? frame : undefined
}

/** Whether a chunk says nothing but what the model said. */
function isTextOnly({ usage, choices }: Chunk): boolean {
  const [choice, ...others] = choices ?? []
  const { content, ...rest } = choice?.delta ?? {}
  return (
    Boolean(content) &&
    others.length === 0 &&
    usage == null &&
    choice?.finish_reason == null &&
    Object.values(rest).every((fact) => fact == null)
  )
}
