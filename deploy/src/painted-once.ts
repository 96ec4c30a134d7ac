import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageProvider, Json } from '@parlor/plugin-kit'
import { z } from 'zod'

/** Different ones, so that a picture that comes to the wrong person is seen. */
const kinds = 3

const handleOf = z.object({ startedAt: z.number(), seed: z.number() })

/**
 * The sandbox's painter for tests with many photos: a picture costs it two seconds of CPU, so each kind is painted
 * once, and kept in the folder for all processes.
 */
export function paintedOnce(
  painter: ImageProvider,
  options: { readonly folder: string; readonly paintMs: number },
): ImageProvider {
  const pathOf = (handle: Json) => join(options.folder, `${handleOf.parse(handle).seed}.png`)
  return {
    ...painter,
    start: async (request, call) =>
      await painter.start({ ...request, prompt: 'a portrait', seed: (request.seed ?? 0) % kinds }, call),
    async poll(handle, call) {
      const isTime = Date.now() >= handleOf.parse(handle).startedAt + options.paintMs
      // Not there yet: then it is painted.
      const kept = isTime ? await readFile(pathOf(handle)).catch(() => undefined) : undefined
      if (kept !== undefined) return { status: 'done', images: [{ mime: 'image/png', bytes: kept }] }
      const state = await painter.poll?.(handle, call)
      if (state === undefined) throw new Error('The sandbox painter can be polled')
      const [image] = state.status === 'done' ? state.images : []
      if (image !== undefined && 'bytes' in image) await keep(options.folder, pathOf(handle), image.bytes)
      return state
    },
  }
}

async function keep(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const draft = join(folder, `${randomUUID()}.tmp`)
  await mkdir(folder, { recursive: true })
  await writeFile(draft, bytes)
  await rename(draft, path)
}
