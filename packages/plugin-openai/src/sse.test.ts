import test from 'ava'
import { eventReader } from './sse.ts'

const read = (bytes: Uint8Array, size: number) => {
  const reader = eventReader()
  const found: string[] = []
  for (let at = 0; at < bytes.length; at += size) found.push(...reader(bytes.subarray(at, at + size)))
  return found
}

test('finds the same events however the bytes are cut', (t) => {
  const stream =
    '\uFEFF: hi\r\n\r\ndata: {"a":"Ünïcode 👋🏽"}\r\n\r\nevent: x\ndata:two\ndata: lines\n\n: end\n\ndata: [DONE]\n\n'
  const bytes = new TextEncoder().encode(stream)

  for (let size = 1; size <= 16; size += 1)
    t.deepEqual(read(bytes, size), ['{"a":"Ünïcode 👋🏽"}', 'two\nlines', '[DONE]'], `slices of ${size}`)
})

test('gives no event that has not ended', (t) => {
  t.deepEqual(read(Buffer.from('data: one\n\ndata: tw'), 4), ['one'])
})

test('refuses an event that grows without end', (t) => {
  const reader = eventReader()
  reader(Buffer.from('data: '))
  const part = Buffer.alloc(300_000, 'a')

  t.throws(() => [1, 2, 3, 4, 5, 6, 7, 8].map(() => reader(part)), { message: /without end/ })
})
