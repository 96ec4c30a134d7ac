import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Config } from './config.ts'

/** Where the parts are that are no dependency of this package: 350 MB that only who wants them installs. */
export type Packages = {
  readonly tensorflow: string
  /** Absent for the backend in pure JavaScript. */
  readonly wasm: string | undefined
  readonly nsfwjs: string
  readonly model: string
}

export const install =
  'npm install nsfwjs@4.4.0 @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0 buffer@6.0.3'

/** Finds them at start, so that a deployment that lacks them does not start. */
export function findPackages({ from, backend, model }: Pick<Config, 'from' | 'backend' | 'model'>): Packages {
  const { resolve } = createRequire(from === undefined ? import.meta.url : join(from, 'index.js'))
  try {
    return {
      tensorflow: resolve('@tensorflow/tfjs'),
      wasm: backend === 'wasm' ? resolve('@tensorflow/tfjs-backend-wasm') : undefined,
      nsfwjs: resolve('nsfwjs/core'),
      model: resolve(`nsfwjs/models/${model}`),
    }
  } catch (cause) {
    const where = from === undefined ? 'here' : `in ${from}`
    throw new Error(`nsfwjs or a package that it needs is not installed ${where}. Run: ${install}`, { cause })
  }
}
