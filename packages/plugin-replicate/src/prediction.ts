import type { ImageState, Json, Money } from '@parlor/plugin-kit'
import { z } from 'zod'
import type { Config } from './config.ts'
import { failureOf } from './failure.ts'

/** What we read of a prediction. Anything else in it may change as it likes. */
export const prediction = z.object({
  id: z.string().regex(/^[\w-]{1,100}$/),
  status: z.string(),
  model: z.string().optional(),
  output: z.unknown(),
  error: z.unknown(),
  input: z.record(z.string(), z.unknown()).nullish().catch(null),
  data_removed: z.boolean().nullish().catch(null),
  metrics: z.object({ predict_time: z.number().nonnegative().optional() }).nullish().catch(null),
  webhook: z.string().nullish().catch(null),
  created_at: z.string().nullish().catch(null),
  started_at: z.string().nullish().catch(null),
})

export type Prediction = z.output<typeof prediction>

/** Nothing but the id: core takes a webhook for a photo's own only when it names the very handle of the start. */
const handle = z.object({ id: prediction.shape.id })

export type Handle = z.output<typeof handle>

export function readHandle(value: Json): Handle {
  return handle.parse(value)
}

/** A prediction as core knows pictures. `hears`: a webhook will tell, so that polling is only the second way. */
export function stateOf(
  found: Prediction,
  {
    price,
    hears,
    now = Date.now(),
  }: Pick<Config, 'price'> & { readonly hears: boolean; readonly now?: number },
): ImageState {
  const own: Handle = { id: found.id }
  const spent = costOf(price, wasted(found), found)
  const failed = (code: Extract<ImageState, { status: 'failed' }>['code'], message: string): ImageState => ({
    status: 'failed',
    handle: own,
    code,
    message,
    ...(spent === undefined ? {} : { cost: spent }),
  })
  switch (found.status) {
    case 'starting':
    case 'processing':
      return { status: 'running', handle: own, pollAfterMs: pollAfterMs(found, hears, now) }
    case 'succeeded':
      return done()
    case 'failed': {
      const { code, message } = failureOf(found.error)
      return failed(code, message)
    }
    case 'canceled':
    case 'aborted':
      // By our own deadline or our own cancellation: another try would only wait as long again
      return failed('expired', `Replicate ended the prediction before it was done: ${found.status}`)
    default:
      return failed('invalid', 'Replicate gave the prediction a status that is not known here')
  }

  function done(): ImageState {
    const urls = urlsOf(found.output)
    if (urls === undefined) return failed('invalid', 'The output of the model is no list of addresses')
    if (urls.length === 0) {
      return found.data_removed === true
        ? failed('expired', 'Replicate has removed the picture')
        : failed('safety', 'The model gave no picture: its filter held all of them back')
    }
    const cost = costOf(price, urls.length, found)
    return {
      status: 'done',
      handle: own,
      images: urls.map((url) => ({ url })),
      ...(cost === undefined ? {} : { cost }),
    }
  }
}

/**
 * 1 to 2 s without a webhook. Beside one from 30 s on, each wait as long as the prediction is old, up to 2 minutes:
 * Replicate gives up on a webhook a minute after the end, and removes the picture an hour after it.
 */
function pollAfterMs(found: Prediction, hears: boolean, now: number): number {
  const born = Date.parse(found.created_at ?? '')
  const ageMs = Number.isNaN(born) ? 0 : Math.max(0, now - born)
  return hears ? clamp(ageMs, 30_000, 120_000) : clamp(ageMs / 10, 1000, 2000)
}

function clamp(value: number, min: number, max: number): number {
  return Math.round(Math.min(max, Math.max(min, value)))
}

/** Addresses of pictures, fewer than asked for when some were filtered; undefined for what is no such list. */
function urlsOf(output: unknown): readonly string[] | undefined {
  if (output === null || output === undefined || output === '') return []
  const list: unknown = typeof output === 'string' ? [output] : output
  if (!Array.isArray(list)) return undefined
  const kept = list.filter((entry) => entry !== null)
  return kept.every((entry): entry is string => typeof entry === 'string' && URL.canParse(entry))
    ? kept
    : undefined
}

/** Pictures that were charged and that nobody has: of a run that was canceled, or whose output is gone or is none. */
function wasted(found: Prediction): number {
  if (found.status === 'canceled') return hasBegun(found) ? 1 : 0
  if (found.status !== 'succeeded') return 0
  const urls = urlsOf(found.output)
  return urls === undefined || (urls.length === 0 && found.data_removed === true) ? 1 : 0
}

/** What is canceled in its run is charged like a picture, what is canceled or aborted before it is not. */
function hasBegun(found: Prediction): boolean {
  return Boolean(found.started_at) || (found.metrics?.predict_time ?? 0) > 0
}

/** Estimated: Replicate tells seconds, never money. A run that failed is charged by its seconds, not by pictures. */
function costOf(price: Config['price'], images: number, found: Prediction): Money | undefined {
  if (price === undefined) return undefined
  const units = 'perImage' in price ? images : found.metrics?.predict_time
  if (units === undefined || units === 0) return undefined
  const each = 'perImage' in price ? price.perImage : price.perSecond
  return { micros: Math.round(each * units * 1_000_000), currency: price.currency, estimated: true }
}
