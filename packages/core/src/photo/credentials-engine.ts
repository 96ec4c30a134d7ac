import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { WasmBuilder, WasmReader } from '@contentauth/c2pa-wasm'
import { withMemoryLimit } from './engine-memory.ts'

/** c2pa-rs, compiled to WebAssembly. */
export type CredentialsEngine = {
  readonly WasmBuilder: typeof WasmBuilder
  readonly WasmReader: typeof WasmReader
}

/**
 * Loads the engine with the first call (8.8 MB, about 100 ms of CPU); later calls share it. `maxMemoryBytes` is for the
 * first one: at that limit the engine dies, and takes its thread along.
 */
export function credentialsEngine(maxMemoryBytes?: number): Promise<CredentialsEngine> {
  loading ??= load(maxMemoryBytes)
  return loading
}

// The package keeps one instance in its own module, so there is one for each thread, whatever we do.
let loading: Promise<CredentialsEngine> | undefined

const pageBytes = 65_536

async function load(maxMemoryBytes: number | undefined): Promise<CredentialsEngine> {
  const { initSync, WasmBuilder, WasmReader } = await import('@contentauth/c2pa-wasm')
  const bytes = await readFile(fileURLToPath(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm')))
  const module =
    maxMemoryBytes === undefined ? bytes : withMemoryLimit(bytes, Math.floor(maxMemoryBytes / pageBytes))
  provideFileReaderSync()
  initSync({ module })
  return { WasmBuilder, WasmReader }
}

/** What the builder reads its input from, in place of a browser's Blob. */
export function blobOf(bytes: Uint8Array): Blob {
  const slice = (start?: number, end?: number) => blobOf(bytes.subarray(start, end))
  // the engine touches these two and `bytes`, by the reader below, and nothing else of a Blob
  return { size: bytes.length, slice, bytes } as unknown as Blob
}

// Exists only in browsers' workers; the builder makes one for each read. Not enumerable, as globals are.
function provideFileReaderSync(): void {
  if ('FileReaderSync' in globalThis) return
  const value = class {
    readAsArrayBuffer(blob: { readonly bytes: Uint8Array }): ArrayBuffer {
      return new Uint8Array(blob.bytes).buffer
    }
  }
  Object.defineProperty(globalThis, 'FileReaderSync', { value, configurable: true, writable: true })
}
