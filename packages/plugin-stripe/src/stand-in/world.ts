import type Stripe from 'stripe'
import { make } from './shapes.ts'

/**
 * What a card of the stand-in does when money is taken from it. `asks`: its bank wants the buyer to confirm; `slow`: it
 * is no card but a bank, which takes days.
 */
export type Card = 'good' | 'declines' | 'asks' | 'slow'

/** Any object of Stripe's. */
export type Entry = { readonly id?: string; readonly object: string }

export type World = ReturnType<typeof createWorld>

/**
 * All that the stand-in knows: objects by id in the order of their making, cards, a clock and what has happened. Each
 * change is an event, as at Stripe: with the object as it was then.
 */
export function createWorld({ at = new Date(), apiVersion = '2026-10-28.endive' } = {}) {
  const objects = new Map<string, Entry>()
  const cards = new Map<string, Card>()
  const events: Stripe.Event[] = []
  let now = Math.floor(at.getTime() / 1000)
  let count = 0

  const id = (prefix: string) => `${prefix}_${String(++count).padStart(14, '0')}`

  return {
    cards,
    events,
    id,
    now: () => now,
    setClock: (seconds: number) => void (now = seconds),
    keep<T extends Entry>(entry: T): T {
      if (entry.id === undefined) throw new Error(`A ${entry.object} needs an id`)
      objects.set(entry.id, entry)
      return entry
    },
    forget: (gone: string) => void objects.delete(gone),
    find: (wanted: string): Entry | undefined => objects.get(wanted),
    /** Throws what Stripe answers for an id that it does not know. */
    get<T>(object: string, wanted: string): T {
      const found = objects.get(wanted)
      if (found?.object !== object) throw missing(object, wanted)
      return found as T
    },
    /** The newest first, as in all lists of Stripe. */
    all: <T>(object: string): T[] =>
      [...objects.values()].filter((entry) => entry.object === object).toReversed() as T[],
    emit(type: string, entry: Entry, previous?: object) {
      const event = make<Stripe.Event>('event', {
        id: id('evt'),
        api_version: apiVersion,
        created: Math.floor(Date.now() / 1000),
        pending_webhooks: 1,
        request: { id: null, idempotency_key: null },
        type,
        data: {
          object: structuredClone(entry),
          ...(previous === undefined ? {} : { previous_attributes: previous }),
        },
      } as Partial<Stripe.Event>)
      events.push(event)
      return event
    },
  }
}

/** What a card does; the test cards of Stripe say it in their names, any other card declines. */
export function cardOf(world: World, method: string | undefined): Card {
  const known = method === undefined ? 'declines' : world.cards.get(method)
  if (known !== undefined) return known
  if (method?.startsWith('pm_card_threeDSecure') === true) return 'asks'
  return /^pm_card_(?!.*(decline|fail))/i.test(method ?? '') ? 'good' : 'declines'
}

/** An answer that is an error, in Stripe's shape. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(String(body['message']))
    this.status = status
    this.body = body
  }
}

export function missing(object: string, id: string): ApiError {
  const message = `No such ${object}: '${id}'`
  return new ApiError(404, { type: 'invalid_request_error', code: 'resource_missing', message, param: 'id' })
}

export function invalid(message: string, more: Readonly<Record<string, unknown>> = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...more })
}

export function declined(): ApiError {
  const message = 'Your card was declined.'
  return new ApiError(402, {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'generic_decline',
    message,
  })
}
