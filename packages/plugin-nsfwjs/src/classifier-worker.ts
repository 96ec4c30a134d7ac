import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { Answer, Ask } from './classifier.ts'
import type { Packages } from './packages.ts'
import type { Scores } from './policy.ts'

/** The side of the square that both models look at. */
const side = 224

// What we use of packages that are not installed where this is compiled.
type Tensor = { dispose(): void }
type TensorFlow = {
  setBackend(name: string): Promise<boolean>
  ready(): Promise<void>
  enableProdMode(): void
  tensor3d(values: Int32Array, shape: readonly number[], type: 'int32'): Tensor
}
type Wasm = { setWasmPaths(folder: string): void; setThreadsCount(count: number): void }
type Classifier = {
  classify(
    image: Tensor,
    top: number,
  ): Promise<readonly { readonly className: string; readonly probability: number }[]>
}
type Definition = { readonly name: string }
type Nsfwjs = {
  load(
    name: string,
    options: { readonly size: number; readonly modelDefinitions: readonly Definition[] },
  ): Promise<Classifier>
}

const { packages } = workerData as { packages: Packages }
const require = createRequire(import.meta.url)
const classifier = load()

parentPort?.on('message', (ask: Ask) => {
  void answer(ask)
})

async function answer({ id, pixels }: Ask): Promise<void> {
  let reply: Answer
  try {
    const { tensorflow, model } = await classifier
    const image = tensorflow.tensor3d(Int32Array.from(pixels), [side, side, 3], 'int32')
    try {
      const found = await model.classify(image, 5)
      const scores = found.map(({ className, probability }) => [className.toLowerCase(), probability])
      reply = { id, scores: Object.fromEntries(scores) as Scores }
    } finally {
      image.dispose()
    }
  } catch (error) {
    reply = { id, error: error instanceof Error ? error.message : 'unknown' }
  }
  parentPort?.postMessage(reply)
}

async function load() {
  // Both greet whoever starts them, on the operator's log.
  console.info = () => {}
  console.warn = () => {}
  const tensorflow = require(packages.tensorflow) as TensorFlow
  if (packages.wasm !== undefined) {
    const wasm = require(packages.wasm) as Wasm
    wasm.setWasmPaths(`${dirname(packages.wasm)}/`)
    // More would be workers of a worker; pictures come one by one anyway.
    wasm.setThreadsCount(1)
  }
  await tensorflow.setBackend(packages.wasm === undefined ? 'cpu' : 'wasm')
  await tensorflow.ready()
  tensorflow.enableProdMode()
  const nsfwjs = require(packages.nsfwjs) as Nsfwjs
  const definitions = Object.values(require(packages.model) as Readonly<Record<string, unknown>>).filter(
    isDefinition,
  )
  const [definition] = definitions
  if (definition === undefined) throw new Error('The model has no definition')
  const model = await nsfwjs.load(definition.name, { size: side, modelDefinitions: [definition] })
  return { tensorflow, model }
}

function isDefinition(value: unknown): value is Definition {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
}
