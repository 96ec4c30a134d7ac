import { z } from 'zod'

const money = z.object({ micros: z.number(), currency: z.string(), estimated: z.literal(true).optional() })

/** What somebody is about to buy; the part of a checkout that its receipt repeats. */
export const purchase = z.object({
  id: z.uuid(),
  account: z.string(),
  price: z.string(),
  name: z.string(),
  amount: money,
  interval: z.enum(['day', 'week', 'month', 'year']),
})
export type Purchase = z.output<typeof purchase>

/** The payload of a checkout link: the page shows it. */
export const order = purchase.extend({ returnUrl: z.string(), cancelUrl: z.string() })

export const outcomes = ['paid', 'declined'] as const

/** Made only by a verified webhook: the proof that `fetch` records. */
export const receipt = purchase.extend({ outcome: z.enum(outcomes) })
export type Receipt = z.output<typeof receipt>

/** The stable, short name of a subscription. */
export const refOf = (id: string) => `sbx_${id}`
