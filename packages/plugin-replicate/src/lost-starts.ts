import type { Json } from '@parlor/plugin-kit'
import { z } from 'zod'
import type { Api } from './api.ts'
import { prediction, type Prediction } from './prediction.ts'

const maxPages = 10
/** Replicate's clock and ours may differ; the mark is unique, so that a wide net catches nothing wrong. */
const skewMs = 2 * 60_000
const maxRemembered = 1000

const page = z.object({ next: z.string().nullish(), results: z.array(z.unknown()) })

/** What was asked for. No pictures: of a thousand starts they would be hundreds of megabytes. */
type Words = { readonly prompt?: Json; readonly seed?: Json }

type Wanted = {
  readonly key: string
  readonly webhook: string | undefined
  readonly since: Date
  readonly signal: AbortSignal
}

/**
 * Finds the prediction of a start whose answer was lost: by its id where this process knows it, else in Replicate's
 * list of all predictions.
 *
 * The mark is the address of the webhook, which holds photo, secret and try. Where a list does not show it, each
 * prediction is read whole, once. Without a public address there is no webhook and no other field that Replicate
 * would keep for us: then prompt and seed are compared, which this process remembers, with predictions that belong to
 * no other start. Should the process die too, the photo ends at its deadline, and so does the prediction
 * (`Cancel-After`).
 */
export function lostStarts(api: Api, model: string) {
  const asked = new Map<string, Words>()
  const ids = new Map<string, string>()
  const owners = new Map<string, string>()
  const marks = new Map<string, string | null>()

  const own = (key: string, id: string) => {
    remember(ids, key, id)
    remember(owners, id, key)
  }

  const read = async (id: string, signal: AbortSignal): Promise<Prediction | undefined> => {
    const { status, body } = await api.get(`/predictions/${encodeURIComponent(id)}`, signal)
    if (status === 404) return undefined
    if (status !== 200) throw new Error(`Replicate did not show a prediction: status ${status}`)
    return prediction.parse(body)
  }

  /** The webhook that it was asked for with; null for none. It never changes. */
  const markOf = async (listed: Prediction, signal: AbortSignal): Promise<string | null> => {
    const known = listed.webhook ?? marks.get(listed.id)
    if (known !== undefined) return known
    const mark = (await read(listed.id, signal))?.webhook ?? null
    remember(marks, listed.id, mark)
    return mark
  }

  const isOurs = async (listed: Prediction, { key, webhook, signal }: Wanted): Promise<boolean> => {
    if (listed.model !== undefined && listed.model !== model) return false
    const owner = owners.get(listed.id)
    if (owner !== undefined) return owner === key
    const mark = webhook === undefined ? (listed.webhook ?? null) : await markOf(listed, signal)
    if (mark !== null) return mark === webhook
    const words = asked.get(key)
    return (
      words !== undefined &&
      listed.input?.['prompt'] === words.prompt &&
      listed.input?.['seed'] === words.seed
    )
  }

  return {
    begin: (key: string, { prompt, seed }: Words) =>
      remember(asked, key, {
        ...(prompt === undefined ? {} : { prompt }),
        ...(seed === undefined ? {} : { seed }),
      }),
    end: own,
    async find(wanted: Wanted): Promise<Prediction | undefined> {
      const id = ids.get(wanted.key)
      if (id !== undefined) return await read(id, wanted.signal)
      // The oldest that fits: of two lost starts with the same words the earlier one looks first
      let match: Prediction | undefined
      for await (const listed of newestFirst(api, wanted.signal)) {
        if (Date.parse(listed.created_at ?? '') < wanted.since.getTime() - skewMs) break
        if (!(await isOurs(listed, wanted))) continue
        match = listed
        if (wanted.webhook !== undefined && (await markOf(listed, wanted.signal)) !== null) break
      }
      if (match !== undefined) own(wanted.key, match.id)
      return match
    },
  }
}

async function* newestFirst(api: Api, signal: AbortSignal): AsyncGenerator<Prediction> {
  let cursor = ''
  for (let number = 0; number < maxPages; number++) {
    const { status, body } = await api.get(`/predictions${cursor}`, signal)
    if (status !== 200) throw new Error(`Replicate did not list its predictions: status ${status}`)
    const { results, next } = page.parse(body)
    for (const entry of results) {
      const listed = prediction.safeParse(entry)
      if (listed.success) yield listed.data
    }
    if (!next) return
    // Only the query: the token goes to no address that an answer names
    cursor = new URL(next, 'https://api.replicate.com').search
  }
}

/** Keeps the newest. */
function remember<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key)
  map.set(key, value)
  const first = map.keys().next()
  if (map.size > maxRemembered && first.done !== true) map.delete(first.value)
}
