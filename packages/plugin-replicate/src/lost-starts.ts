import { z } from 'zod'
import type { Api } from './api.ts'
import type { ModelInput } from './model-input.ts'
import { prediction, type Prediction } from './prediction.ts'

const maxPages = 10
/** Replicate's clock and ours may differ; the mark is unique, so that a wide net catches nothing wrong. */
const skewMs = 2 * 60_000
const maxRemembered = 1000

const page = z.object({ next: z.string().nullish(), results: z.array(z.unknown()) })

type Wanted = {
  readonly key: string
  readonly webhook: string | undefined
  readonly since: Date
  readonly signal: AbortSignal
}

/**
 * Finds the prediction of a start whose answer was lost, in Replicate's list of all predictions.
 *
 * The mark is the address of the webhook, which holds photo, secret and try. Not every list shows it, so that one
 * without is read whole. Without a public address there is no webhook and no field that Replicate would keep for us:
 * then prompt and seed are compared, which this process remembers, with predictions that belong to no other start.
 * Should the process die too, the photo ends at its deadline, and so does the prediction (`Cancel-After`).
 */
export function lostStarts(api: Api, model: string) {
  const asked = new Map<string, ModelInput>()
  const taken = new Map<string, string>()

  const isOurs = (found: Prediction, { key, webhook }: Wanted) => {
    if (webhook !== undefined) return found.webhook === webhook
    const input = asked.get(key)
    const owner = taken.get(found.id)
    if (input === undefined || (owner !== undefined && owner !== key)) return false
    return found.input?.['prompt'] === input['prompt'] && found.input?.['seed'] === input['seed']
  }

  return {
    begin: (key: string, input: ModelInput) => remember(asked, key, input),
    end(key: string, id: string) {
      asked.delete(key)
      remember(taken, id, key)
    },
    async find(wanted: Wanted): Promise<Prediction | undefined> {
      const oldest = wanted.since.getTime() - skewMs
      let match: Prediction | undefined
      let cursor = ''
      for (let number = 0; number < maxPages; number++) {
        const { results, next } = await list(api, cursor, wanted.signal)
        for (const listed of results) {
          if (Date.parse(listed.created_at ?? '') < oldest) return done(match, wanted)
          if (listed.model !== undefined && listed.model !== model) continue
          const found = await whole(api, listed, wanted)
          if (isOurs(found, wanted)) {
            if (wanted.webhook !== undefined) return done(found, wanted)
            // The oldest that fits: of two lost starts with the same words the earlier one looks first
            match = found
          }
        }
        if (next === undefined) break
        cursor = next
      }
      return done(match, wanted)
    },
  }

  function done(match: Prediction | undefined, { key }: Wanted): Prediction | undefined {
    if (match !== undefined) remember(taken, match.id, key)
    return match
  }
}

async function whole(api: Api, listed: Prediction, { webhook, signal }: Wanted): Promise<Prediction> {
  if (webhook === undefined || listed.webhook !== undefined) return listed
  const { status, body } = await api.get(`/predictions/${encodeURIComponent(listed.id)}`, signal)
  return status === 200 ? prediction.parse(body) : listed
}

async function list(api: Api, cursor: string, signal: AbortSignal) {
  const { status, body } = await api.get(`/predictions${cursor}`, signal)
  if (status !== 200) throw new Error(`Replicate did not list its predictions: status ${status}`)
  const { results, next } = page.parse(body)
  return {
    results: results.flatMap((entry) => prediction.safeParse(entry).data ?? []),
    // Only the query: the token goes to no address that an answer names
    next: next ? new URL(next, 'https://api.replicate.com').search : undefined,
  }
}

/** Keeps the newest. */
function remember<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.set(key, value)
  const first = map.keys().next()
  if (map.size > maxRemembered && first.done !== true) map.delete(first.value)
}
