import type { ImageProvider, ImageState } from '@parlor/plugin-kit'
import { z } from 'zod'
import { facts } from './facts.ts'
import { look } from './look.ts'
import { picture, type Size } from './picture.ts'
import { scene } from './scene.ts'

const handle = z.object({ startedAt: z.number(), prompt: z.string(), seed: z.number(), size: z.string() })

/**
 * An image provider that draws a portrait from the prompt's words, on this machine.
 *
 * `poll` says `running` until `paintMs` have passed since `start`. The handle holds all it needs, so a
 * picture survives a restart. The words `sandbox-fail` and `sandbox-refuse` in a prompt try out failure, and
 * `sandbox-slow` a wait of ten times as long.
 */
export function painter({ paintMs }: { readonly paintMs: number }): ImageProvider {
  return {
    limits: {
      references: 1,
      startMs: 10_000,
      totalMs: 120_000,
      price: { micros: 0, currency: 'USD' },
      hosts: [],
    },
    model: { name: 'parlor-sandbox-painter', version: '1' },
    startIsIdempotent: true,
    async start(request, call) {
      call.signal.throwIfAborted()
      const size = request.size ?? '1024x1280'
      if (sizeOf(size) === undefined)
        return failed('invalid', `The size ${JSON.stringify(size.slice(0, 20))} is not like 1024x1280`)
      return running(
        { startedAt: Date.now(), prompt: request.prompt, seed: request.seed ?? 0, size },
        paintMs,
      )
    },
    async poll(given, call) {
      call.signal.throwIfAborted()
      const known = handle.safeParse(given)
      if (!known.success) return failed('invalid', 'This is no handle of the sandbox painter')
      const needsMs = known.data.prompt.includes('sandbox-slow') ? paintMs * 10 : paintMs
      if (Date.now() - known.data.startedAt < needsMs) return running(known.data, paintMs)
      return await paint(known.data)
    },
  }
}

function running(given: z.output<typeof handle>, paintMs: number): ImageState {
  return { status: 'running', handle: given, pollAfterMs: Math.min(500, paintMs) }
}

async function paint({ prompt, seed, size }: z.output<typeof handle>): Promise<ImageState> {
  if (prompt.includes('sandbox-fail')) return failed('transient', 'The prompt asked the sandbox to fail')
  if (prompt.includes('sandbox-refuse')) return failed('safety', 'The prompt asked the sandbox to refuse')
  const asked = sizeOf(size)
  if (asked === undefined) return failed('invalid', 'The handle has no usable size')
  const known = facts(prompt)
  const bytes = await picture(look(known, seed), scene(known.scene, seed), asked)
  return { status: 'done', images: [{ mime: 'image/png', bytes }], cost: { micros: 0, currency: 'USD' } }
}

function failed(code: 'invalid' | 'transient' | 'safety', message: string): ImageState {
  return { status: 'failed', code, message }
}

function sizeOf(size: string): Size | undefined {
  const match = /^(\d{2,4})x(\d{2,4})$/.exec(size)
  const [width, height] = [Number(match?.[1]), Number(match?.[2])]
  return width >= 64 && height >= 64 && width <= 4096 && height <= 4096 ? { width, height } : undefined
}
