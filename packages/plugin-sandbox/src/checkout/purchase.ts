import { z } from 'zod'

export const money = z.object({
  micros: z.number(),
  currency: z.string(),
  estimated: z.literal(true).optional(),
})

/** What somebody is about to buy; the part of a checkout that its receipt repeats. */
export const purchase = z.object({
  id: z.uuid(),
  account: z.string(),
  price: z.string(),
  name: z.string(),
  amount: money,
  interval: z.enum(['day', 'week', 'month', 'year']),
  trialDays: z.int().min(1).optional(),
})
export type Purchase = z.output<typeof purchase>

/** What a page of the sandbox is for: to buy, to pay what is due, to give another card. */
export const errand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('order') }),
  /** Due since then. */
  z.object({ kind: z.literal('due'), since: z.iso.datetime() }),
  /** Each page is one errand: what it answers counts once. */
  z.object({ kind: z.literal('card'), page: z.uuid() }),
])
export type Errand = z.output<typeof errand>

/** The payload of a link to a page: the page shows it. */
export const order = purchase.extend({ returnUrl: z.string(), cancelUrl: z.string(), errand })

/** What the buyer, the bank or the person who tries it out may say on each page. */
export const outcomes: Readonly<Record<Errand['kind'], readonly Outcome[]>> = {
  order: ['paid', 'declined', 'pending'],
  due: ['paid', 'declined'],
  card: ['saved', 'failing'],
}
export const outcome = z.enum(['paid', 'declined', 'pending', 'saved', 'failing'])
export type Outcome = z.output<typeof outcome>

/** Made only by a verified webhook: the proof that `fetch` records. */
export const receipt = purchase.extend({ errand, outcome })
export type Receipt = z.output<typeof receipt>

/** The stable, short name of a subscription. */
export const refOf = (id: string) => `sbx_${id}`
