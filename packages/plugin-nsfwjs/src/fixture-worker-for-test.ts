import { parentPort } from 'node:worker_threads'
import type { Ask } from './classifier.ts'

/** A classifier of a few lines, told by the first pixel what to do. */
parentPort?.on('message', ({ id, pixels }: Ask) => {
  const [order] = pixels
  if (order === 1) process.exit(3)
  if (order === 2) throw new Error('out of memory')
  if (order === 3) return
  if (order === 4) parentPort?.postMessage({ id, error: 'no such layer' })
  else parentPort?.postMessage({ id, scores: { neutral: 1, porn: 0, hentai: 0, sexy: 0, drawing: 0 } })
})
