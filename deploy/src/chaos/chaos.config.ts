import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Deployment } from '@parlor/core'
import type { ChatModel, ImageProvider, Json, Moderator, Plugin } from '@parlor/plugin-kit'
import { sandbox } from '@parlor/plugin-sandbox'
import { z } from 'zod'
import { endWithParent } from '../end-with-parent.ts'
import { paintedOnce } from '../painted-once.ts'
import deployment from '../parlor.config.ts'

const paintMs = 300

const schema = z.object({
  /** Whom this process tells where it is, and who may end it there. */
  CHAOS_CONTROL: z.url(),
  /** How the provider treats a start whose answer was lost: it may be repeated, or be looked for. */
  CHAOS_PROVIDER: z.enum(['repeats', 'finds']),
  CHAOS_CLAIM_SECONDS: z.coerce.number().positive(),
  CHAOS_SWEEP_SECONDS: z.coerce.number().positive(),
})

/**
 * The reference deployment with the sandbox in every slot, faster, and with claims that run out sooner. Only the
 * processes of `npm run chaos` and its tests are started with it.
 */
export default function chaosDeployment(): Deployment {
  const variables = schema.parse(process.env)
  const base = deployment()
  const { dataFolder, secret, publicUrl } = base.settings
  endWithParent()
  const plugin = sandbox({
    slots: ['chatModel', 'imageProvider', 'billing', 'moderator'],
    folder: join(dataFolder, 'sandbox'),
    secret,
    publicUrl,
    paceMs: 10,
    paintMs,
  })
  const reach = async (point: string) => void (await fetch(`${variables.CHAOS_CONTROL}/${point}`))
  return {
    ...base,
    settings: {
      ...base.settings,
      recovery: {
        claimSeconds: variables.CHAOS_CLAIM_SECONDS,
        sweepSeconds: variables.CHAOS_SWEEP_SECONDS,
      },
    },
    plugins: [
      withPoints(plugin, {
        reach,
        provider: variables.CHAOS_PROVIDER,
        bills: join(dataFolder, 'bills'),
        paintings: join(dataFolder, 'paintings'),
      }),
    ],
  }
}

type Hooks = {
  readonly reach: (point: string) => Promise<void>
  readonly provider: 'repeats' | 'finds'
  /** A file for each start that a real provider would have billed. */
  readonly bills: string
  readonly paintings: string
}

function withPoints(plugin: Plugin, hooks: Hooks): Plugin {
  return {
    ...plugin,
    async setup(host) {
      const slots = await plugin.setup(host)
      const { chatModel, imageProvider, moderator } = slots
      return {
        ...slots,
        ...(chatModel && { chatModel: tellingModel(chatModel, hooks) }),
        ...(imageProvider && {
          imageProvider: billingPainter(
            paintedOnce(imageProvider, { folder: hooks.paintings, paintMs }),
            hooks,
          ),
        }),
        ...(moderator && { moderator: tellingModerator(moderator, hooks) }),
      }
    },
  }
}

function tellingModel(model: ChatModel, { reach }: Hooks): ChatModel {
  return {
    ...model,
    async *stream(request, call) {
      let parts = 0
      for await (const part of model.stream(request, call)) {
        yield part
        if (part.type === 'text' && ++parts === 4) await reach('turn.streaming')
      }
    },
  }
}

/** A provider that bills: a key that comes again is the same picture, on the same bill. */
function billingPainter(painter: ImageProvider, { reach, provider, bills }: Hooks): ImageProvider {
  mkdirSync(bills, { recursive: true })
  const { startIsIdempotent: _, ...rest } = painter
  return {
    ...rest,
    ...(provider === 'repeats' && { startIsIdempotent: true }),
    // A picture that nobody can have begun is given up soon.
    limits: { ...painter.limits, totalMs: provider === 'finds' ? 8000 : painter.limits.totalMs },
    async start(request, call) {
      const state = await painter.start(request, call)
      if (state.status !== 'running') return state
      const handle = bill(bills, call.key, state.handle, provider)
      await reach('photo.billed')
      return { ...state, handle }
    },
    async poll(handle, call) {
      const state = await painter.poll?.(handle, call)
      if (state === undefined) throw new Error('The sandbox painter can be polled')
      if (state.status === 'done') await reach('photo.painted')
      return state
    },
    ...(provider === 'finds' && {
      find: async ({ key }: { readonly key: string }) => {
        const handle = billed(bills, key)
        return handle === undefined
          ? undefined
          : { status: 'running' as const, handle: handle as Json, pollAfterMs: 100 }
      },
    }),
  }
}

/** Writes the bill once. A second start with the same key is a second bill where the provider does not know keys. */
function bill(folder: string, key: string, handle: Json, provider: Hooks['provider']): Json {
  const known = billed(folder, key)
  if (known !== undefined && provider === 'repeats') return known as Json
  const name = known === undefined ? key : `${key}.again-${crypto.randomUUID()}`
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(handle), { flag: 'wx' })
  return handle
}

function billed(folder: string, key: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, `${key}.json`), 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function tellingModerator(moderator: Moderator, { reach }: Hooks): Moderator {
  return {
    ...moderator,
    async check(stage, content, call) {
      const verdict = await moderator.check(stage, content, call)
      if (stage === 'image') await reach('photo.judged')
      return verdict
    },
  }
}
