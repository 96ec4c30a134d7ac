/**
 * The same WebAssembly module with a limit to its memory, in pages of 64 KiB.
 *
 * A module without one grows to 4 GiB when a file is made so that its reader asks for it; at the limit it fails like
 * any program that gets no memory. V8 has a flag for this, but it would hold for the whole process.
 */
export function withMemoryLimit(module: Uint8Array, maxPages: number): Uint8Array {
  for (let at = headerBytes; at < module.length;) {
    const size = readNumber(module, at + 1)
    const end = size.next + size.value
    if (module[at] === memorySection) {
      return Buffer.concat([
        module.subarray(0, at),
        limited(module, size.next, maxPages),
        module.subarray(end),
      ])
    }
    at = end
  }
  throw new Error('The WebAssembly module declares no memory')
}

// https://webassembly.github.io/spec/core/binary/modules.html: magic and version, then sections of id, size, content.
const headerBytes = 8
const memorySection = 5
const hasMaximum = 1

/** Rewrites the content, a list of memories, of which there is one: how many, flags, minimum. */
function limited(module: Uint8Array, at: number, maxPages: number): Uint8Array {
  const count = module[at]
  const flags = module[at + 1]
  if (count !== 1 || flags !== 0) throw new Error('The WebAssembly module declares its memory in another way')
  const minimum = readNumber(module, at + 2).value
  const content = [1, hasMaximum, ...numberBytes(minimum), ...numberBytes(maxPages)]
  return Uint8Array.from([memorySection, ...numberBytes(content.length), ...content])
}

/** LEB128: seven bits in each byte, the lowest first. */
function readNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0
    value += (byte & 127) * 2 ** shift
    if (byte < 128) return { value, next: at }
  }
}

function numberBytes(value: number): readonly number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...numberBytes(value >>> 7)]
}
