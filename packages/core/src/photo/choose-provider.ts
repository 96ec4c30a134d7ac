import { readSwitches } from '../safety/switches.ts'
import { AttemptRow } from './attempts.ts'
import type { PhotoContext, ProviderSlot } from './photo-context.ts'
import { failuresToOpen, mayProbe, readProviderStates } from './provider-state.ts'
import type { PhotoRow } from './records.ts'
import { maxTries } from './retry-delay.ts'

/** The provider that a photo goes to, how long it waits for one, or why none takes it. */
export type Choice =
  | { readonly slot: ProviderSlot }
  | { readonly waitMs: number }
  | { readonly code: 'no-image-provider' | 'switched-off' | 'tries-spent' | 'quota' | 'auth' }

/** So that a switch or a provider that is well again is noticed in time. */
const longestWaitMs = 15_000
/** One that asks for more than this gives way to the next. */
const patientMs = 60_000

/**
 * The first provider that is switched on, well, and has not failed this photo for good. For a photo that waits: one
 * that has begun belongs to its provider.
 */
export async function chooseProvider(context: PhotoContext, photo: PhotoRow): Promise<Choice> {
  if (context.providers.length === 0) return { code: 'no-image-provider' }
  const [switches, states, spent] = await Promise.all([
    readSwitches(context.database),
    readProviderStates(context.database),
    photo.tries === 0 ? new Set<string>() : spentProviders(context, photo),
  ])
  const off = new Set(switches.filter(({ isOff }) => isOff).map(({ name }) => name))
  if (off.has('photos')) return { code: 'switched-off' }
  const unspent = context.providers.filter(({ name }) => !spent.has(name))
  if (unspent.length === 0) return { code: 'tries-spent' }
  const candidates = unspent.filter(({ name }) => !off.has(`provider:${name}`))
  if (candidates.length === 0) return { code: 'switched-off' }
  const away = []
  for (const slot of candidates) {
    const state = states.find(({ provider }) => provider === slot.name)
    if (state === undefined) return { slot }
    if (state.awayMs === 0) {
      if (state.failures < failuresToOpen || (await mayProbe(context.database, slot.name))) return { slot }
      away.push({ ...state, awayMs: 1000 })
      continue
    }
    // It asked for a moment, and gets it: the next provider is for one that is broken.
    if (state.reason === 'throttled' && state.awayMs <= patientMs) return { waitMs: spread(state.awayMs) }
    away.push(state)
  }
  const refused = away.find(({ reason }) => reason === 'auth' || reason === 'quota')
  // Nothing but an operator brings these back: a person is told at once.
  if (refused !== undefined && away.every(({ reason }) => reason === 'auth' || reason === 'quota'))
    return { code: refused.reason === 'auth' ? 'auth' : 'quota' }
  return { waitMs: spread(Math.min(...away.map(({ awayMs }) => awayMs), longestWaitMs)) }
}

/** Providers whose tries for this photo are spent, or that refused us while it was theirs. */
export async function spentProviders(context: PhotoContext, photo: PhotoRow): Promise<Set<string>> {
  const failures = await readFailures(context, photo)
  return new Set(
    context.providers
      .map(({ name }) => name)
      .filter((name) => {
        const outcomes = failures.filter(({ provider }) => provider === name).map(({ outcome }) => outcome)
        return (
          outcomes.includes('auth') ||
          outcomes.includes('quota') ||
          outcomes.filter((outcome) => outcome === 'transient').length > maxTries
        )
      }),
  )
}

/** How often a provider failed this photo in a way that may pass. */
export async function countTries(context: PhotoContext, photo: PhotoRow): Promise<number> {
  const failures = await readFailures(context, photo)
  return failures.filter(({ provider, outcome }) => provider === photo.provider && outcome === 'transient')
    .length
}

async function readFailures(context: PhotoContext, photo: PhotoRow) {
  return await AttemptRow.query(context.database.knex)
    .where({ account_id: photo.accountId, photo_id: photo.id })
    .whereIn('outcome', ['transient', 'auth', 'quota'])
    .select('provider', 'outcome')
}

/** With jitter: many that wait for one provider do not return together. */
function spread(ms: number): number {
  return Math.round(ms * (1 + Math.random() / 4))
}
