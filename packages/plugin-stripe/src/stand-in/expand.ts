import type Stripe from 'stripe'
import { paymentsOf } from './invoices.ts'
import type { World } from './world.ts'

type Fields = Record<string, unknown>

/** A copy of an object for an answer, with ids replaced by the objects that `expand` asks for. */
export function answerOf(world: World, value: unknown, expand: unknown): unknown {
  const copy = structuredClone(value)
  for (const path of Array.isArray(expand) ? (expand as unknown[]) : [])
    put(world, copy, String(path).split('.'))
  return copy
}

function put(world: World, value: unknown, [name, ...rest]: readonly string[]): void {
  if (name === undefined || value === null || typeof value !== 'object') return
  if (Array.isArray(value)) {
    for (const entry of value as unknown[]) put(world, entry, [name, ...rest])
    return
  }
  const fields = value as Fields
  if (name === 'payments' && fields['object'] === 'invoice')
    fields['payments'] = listOf(
      structuredClone(paymentsOf(world, String(fields['id']))),
      '/v1/invoice_payments',
    )
  const inner = fields[name]
  if (typeof inner === 'string') fields[name] = structuredClone(world.find(inner)) ?? inner
  put(world, fields[name], rest)
}

export function listOf<T>(data: T[], url: string): Stripe.ApiList<T> {
  return { object: 'list', data, has_more: false, url }
}

/** A page of a list, as `limit` and `starting_after` ask for it. */
export function pageOf<T extends { readonly id?: string }>(
  all: readonly T[],
  { limit = 10, starting_after: after }: { readonly limit?: unknown; readonly starting_after?: unknown },
  url: string,
): Stripe.ApiList<T> {
  const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1
  const data = all.slice(start, start + Number(limit))
  return { object: 'list', data, has_more: start + data.length < all.length, url }
}
