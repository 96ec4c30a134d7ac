import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PlatformError, reachDatabase, type Deployment } from '@parlor/core'
import { joinPostgres, startPostgres } from '@parlor/embedded-postgres'
import { manual } from '@parlor/plugin-manual'
import { nsfwjs } from '@parlor/plugin-nsfwjs'
import { openai } from '@parlor/plugin-openai'
import { replicate } from '@parlor/plugin-replicate'
import { sandbox } from '@parlor/plugin-sandbox'
import { stripe } from '@parlor/plugin-stripe'
import { readEnvironment, unknownNames, type Environment } from './environment.ts'
import { openaiSettings } from './openai-settings.ts'
import { replicateSettings } from './replicate-settings.ts'
import { s3Settings } from './s3-settings.ts'
import { developmentSecret } from './secret.ts'
import { stripeSettings } from './stripe-settings.ts'

type SandboxSlot = 'chatModel' | 'imageProvider' | 'billing' | 'moderator'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The reference deployment: which plugin fills which slot, and where everything is. */
export default function deployment(): Deployment {
  const environment = readEnvironment(process.env, '.env')
  const isProduction = environment.NODE_ENV === 'production'
  const dataFolder = resolve(environment.PARLOR_DATA)
  const chatModel = openaiSettings(environment)
  const classifier = environment.NSFWJS_FOLDER
  const judgesPictures = Boolean(chatModel?.moderation) || classifier !== undefined
  const painter = replicateSettings(environment, { judgesPictures })
  const till = stripeSettings(environment)
  const slots: readonly SandboxSlot[] = [
    ...(chatModel === undefined ? (['chatModel'] as const) : []),
    ...(painter === undefined ? (['imageProvider'] as const) : []),
    ...(till === undefined && environment.PARLOR_BILLING !== 'manual' ? (['billing'] as const) : []),
    ...(judgesPictures ? [] : (['moderator'] as const)),
  ]
  assertProduction(environment, slots)
  const publicUrl = environment.PUBLIC_URL ?? `http://localhost:${environment.PORT}`
  const secret = environment.PARLOR_SECRET ?? developmentSecret(dataFolder)
  const s3 = s3Settings(environment)
  const promptFile = here('../prompts/system.md')

  return {
    // A development machine serves itself alone; a container is reached from outside.
    host: environment.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1'),
    port: environment.PORT,
    logLevel: environment.LOG_LEVEL ?? (isProduction ? 'info' : 'warn'),
    settings: {
      name: 'Parlor',
      publicUrl,
      secret,
      dataFolder,
      isProduction,
      tiers: tiersSettings(environment),
      prompt: { text: readFileSync(promptFile, 'utf8'), fileName: 'deploy/prompts/system.md' },
      termsVersion: '2026-11-01',
      trustProxy: environment.PARLOR_TRUST_PROXY ?? false,
      ...(environment.REDIS_URL === undefined ? {} : { redisUrl: environment.REDIS_URL }),
      ...(s3 === undefined ? {} : { s3 }),
      ...credentials(environment),
      statics: [
        { prefix: '/widget/', folder: here('../../packages/widget/dist/bundle') },
        {
          prefix: '/sandbox/',
          folder: here('../../packages/plugin-sandbox/pages'),
          index: 'checkout.html',
          spa: true,
        },
        { prefix: '/', folder: here('../portal'), spa: true },
      ],
    },
    plugins: [
      ...(chatModel === undefined ? [] : [openai(chatModel)]),
      ...(painter === undefined ? [] : [replicate(painter)]),
      ...(classifier === undefined ? [] : [nsfwjs({ from: resolve(classifier) })]),
      ...(till === undefined ? [] : [stripe(till)]),
      sandbox({ slots: [...slots], folder: join(dataFolder, 'sandbox'), secret, publicUrl }),
      // For `parlor grant`; what can be bought is sold by the one before it.
      manual(),
    ],
    ground: async ({ onProgress, signal, isShared, mayJoin, mayStart }) => {
      if (environment.DATABASE_URL !== undefined) {
        await assertDatabase(environment.DATABASE_URL)
        return {
          databaseUrl: environment.DATABASE_URL,
          about: 'PostgreSQL by DATABASE_URL',
          stop: async () => {},
        }
      }
      if (isShared) {
        throw new PlatformError(
          'validation',
          'Web and worker in processes of their own need a database that both reach: set DATABASE_URL',
        )
      }
      const folder = join(dataFolder, 'postgres')
      const running = mayJoin === true ? await joinPostgres({ folder, signal }) : undefined
      if (running !== undefined) {
        const about = `embedded PostgreSQL of process ${running.owner}`
        return { databaseUrl: running.url, about, stop: async () => {} }
      }
      if (mayStart === false) throw new PlatformError('unavailable', 'No Parlor is running here')
      const postgres = await startPostgres({ folder, onProgress, signal })
      return {
        databaseUrl: postgres.url,
        about: `embedded PostgreSQL ${postgres.version} in ${placeOf(postgres.dataFolder, environment)}`,
        stop: postgres.stop,
        lost: postgres.lost,
      }
    },
    notes: notesOn(slots),
    warnings: unknownNames('.env').map((name) => `.env names ${name}, which nothing here reads`),
  }
}

/** Read here, so that a name that is wrong is told before anything starts. */
function tiersSettings({ PARLOR_TIERS }: Environment) {
  const path = PARLOR_TIERS === undefined ? here('../tiers.yaml') : resolve(PARLOR_TIERS)
  const fileName = PARLOR_TIERS ?? 'deploy/tiers.yaml'
  try {
    return { text: readFileSync(path, 'utf8'), fileName, path }
  } catch (cause) {
    throw new PlatformError('validation', `What is sold cannot be read: PARLOR_TIERS is ${fileName}`, {
      cause,
    })
  }
}

async function assertDatabase(url: string): Promise<void> {
  try {
    await reachDatabase(url)
  } catch (cause) {
    throw new PlatformError('unavailable', 'The database of DATABASE_URL is not there', { cause })
  }
}

/** The data folder as it was named, unless the database had to go elsewhere. */
function placeOf(data: string, { PARLOR_DATA }: Environment): string {
  return data.startsWith(resolve(PARLOR_DATA)) ? PARLOR_DATA : data
}

/** Production says everything that is missing at once, and takes stand-ins only when told to. */
function assertProduction(environment: Environment, slots: readonly SandboxSlot[]): void {
  if (environment.NODE_ENV !== 'production') return
  const missing = (
    ['DATABASE_URL', 'PUBLIC_URL', 'PARLOR_SECRET', 'C2PA_CHAIN', 'C2PA_KEY', 'C2PA_ANCHOR'] as const
  )
    .filter((name) => environment[name] === undefined)
    .map((name) => `${name} is not set`)
  if (environment.PARLOR_SANDBOX !== true) {
    for (const slot of slots) missing.push(`${slot}: ${replacement[slot]}; or set PARLOR_SANDBOX=true`)
  }
  if (missing.length > 0) {
    throw new PlatformError('validation', `This is not ready for production:\n  ${missing.join('\n  ')}`)
  }
}

function credentials({ C2PA_CHAIN, C2PA_KEY, C2PA_ANCHOR }: Environment) {
  const given = [C2PA_CHAIN, C2PA_KEY, C2PA_ANCHOR].filter((value) => value !== undefined).length
  if (given === 0) return {}
  if (C2PA_CHAIN === undefined || C2PA_KEY === undefined || C2PA_ANCHOR === undefined) {
    throw new PlatformError(
      'validation',
      'C2PA_CHAIN, C2PA_KEY and C2PA_ANCHOR belong together: set all three or none',
    )
  }
  return { c2pa: { chainPem: C2PA_CHAIN, privateKeyPem: C2PA_KEY, anchorPem: C2PA_ANCHOR } }
}

const replacement: Readonly<Record<SandboxSlot, string>> = {
  chatModel: 'set OPENAI_API_KEY and OPENAI_MODEL',
  imageProvider: 'set REPLICATE_API_TOKEN',
  billing: 'set STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET, or PARLOR_BILLING=manual for grants alone',
  moderator: 'set OPENAI_MODERATION=true, where the endpoint has moderations, or NSFWJS_FOLDER for pictures',
}

function notesOn(slots: readonly SandboxSlot[]): readonly string[] {
  return slots.map((slot) => `sandbox stands in for ${slot}: ${replacement[slot]}`)
}
