import test from 'ava'
import { withMemoryLimit } from './engine-memory.ts'

// Node has it, and its types do not.
declare const WebAssembly: {
  instantiate(module: Uint8Array): Promise<{ instance: { exports: { m: Memory } } }>
}
type Memory = { readonly buffer: ArrayBuffer; grow(pages: number): number }

/** A module with nothing but a memory of one page, exported as `m`. */
const module = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, // magic and version
  5, 3, 1, 0, 1, // memory section: one, without a maximum, one page
  7, 5, 1, 1, 109, 2, 0, // export section: "m", a memory, number 0
]) // prettier-ignore

test('a module grows up to its limit and no further', async (t) => {
  const { instance } = await WebAssembly.instantiate(withMemoryLimit(module, 300))
  const memory = instance.exports.m

  memory.grow(299)

  t.is(memory.buffer.byteLength, 300 * 65_536)
  t.throws(() => memory.grow(1), { instanceOf: RangeError })
})

test('what declares no memory, or a shared one, is refused', (t) => {
  t.throws(() => withMemoryLimit(module.subarray(0, 8), 300), { message: /no memory/ })
  t.throws(() => withMemoryLimit(module.with(11, 3), 300), { message: /another way/ })
})
