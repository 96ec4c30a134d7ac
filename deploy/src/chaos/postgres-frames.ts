/** What a client asks, its parameters as text. */
export type Statement = { readonly text: string; readonly parameters: readonly string[] }

export type Frame = { readonly type: string; readonly bytes: Buffer }

const startup = ''

/**
 * Cuts a stream of PostgreSQL's protocol into frames (https://www.postgresql.org/docs/current/protocol-message-formats.html):
 * one letter and a length; the first of a client has no letter.
 */
export function frameReader({ hasStartup }: { readonly hasStartup: boolean }): (chunk: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0)
  let isFirst = hasStartup
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const frames: Frame[] = []
    for (;;) {
      const letters = isFirst ? 0 : 1
      if (rest.length < letters + 4) return frames
      const length = letters + rest.readInt32BE(letters)
      if (rest.length < length) return frames
      const type = isFirst ? startup : String.fromCharCode(rest[0] ?? 0)
      frames.push({ type, bytes: rest.subarray(0, length) })
      rest = rest.subarray(length)
      isFirst = false
    }
  }
}

/** The statement that a frame of a client brings; one that prepares a name is remembered for later. */
export function readRequest({ type, bytes }: Frame, prepared: Map<string, string>): Statement | undefined {
  const read = reader(bytes)
  if (type === 'Q') return { text: read.string(), parameters: [] }
  if (type === 'P') {
    const name = read.string()
    prepared.set(name, read.string())
    return undefined
  }
  if (type !== 'B') return undefined
  read.string() // the portal
  const text = prepared.get(read.string()) ?? ''
  const formats = read.int16()
  for (let index = 0; index < formats; index++) read.int16()
  const count = read.int16()
  return { text, parameters: Array.from({ length: count }, () => read.bytes(read.int32())) }
}

function reader(bytes: Buffer) {
  let at = 5
  const take = (length: number) => {
    at += length
    return at - length
  }
  return {
    int16: () => bytes.readInt16BE(take(2)),
    int32: () => bytes.readInt32BE(take(4)),
    string() {
      const end = bytes.indexOf(0, at)
      const text = bytes.toString('utf8', at, end)
      at = end + 1
      return text
    },
    /** -1 is null. */
    bytes: (length: number) => {
      if (length < 0) return ''
      const from = take(length)
      return bytes.toString('utf8', from, from + length)
    },
  }
}
