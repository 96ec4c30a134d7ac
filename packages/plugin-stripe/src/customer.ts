import type { Call } from '@parlor/plugin-kit'
import { z } from 'zod'
import { ask, find, StripeFailure } from './failure.ts'
import type { Shop } from './shop.ts'

/** On customers, sessions and subscriptions: whose they are. It is an id and nothing else of the person. */
export const accountKey = 'account'

const record = z.object({
  id: z.string().optional(),
  /** Those that were deleted at Stripe. */
  before: z.array(z.string()).default([]),
  /** Creations that ended at an error of Stripe's, which answers the same key with the same error for a day. */
  failed: z.number().default(0),
})
type CustomerRecord = z.output<typeof record>

// Customers of test mode do not exist in live mode
const keyOf = (shop: Shop) => `customer:${shop.settings.mode}`

async function readRecord(shop: Shop, account: string): Promise<CustomerRecord> {
  return record.parse((await shop.records.get(account, keyOf(shop))) ?? {})
}

/** Stripe's id of an account; undefined before its first checkout. */
export async function customerOf(shop: Shop, account: string): Promise<string | undefined> {
  return (await readRecord(shop, account)).id
}

/** Whether a customer is this account's, now or before it was deleted: by our own record, whatever Stripe's says. */
export async function isCustomerOf(shop: Shop, account: string, customer: string): Promise<boolean> {
  const { id, before } = await readRecord(shop, account)
  return id === customer || before.includes(customer)
}

/**
 * The account's one customer, made where there is none. Call it within `records.alone`.
 *
 * Never looked for by e-mail, which belongs to whom it belongs to today, nor by search, which lags behind. One that an
 * operator deleted comes back only here, when its person buys again.
 */
export async function ensureCustomer(
  shop: Shop,
  { account, email }: { readonly account: string; readonly email?: string | undefined },
  call: Call,
): Promise<string> {
  const { customers } = shop.stripe
  const { testClock } = shop.settings
  const known = await readRecord(shop, account)
  const { id, before, failed } = known
  if (id !== undefined) {
    const found = await find('reading a customer', call, async () => await customers.retrieve(id))
    if (found !== undefined && found.deleted !== true) return id
    shop.log.warn(`Stripe's customer ${id} of account ${account} is gone: it buys as a new one`)
  }
  const gone = id === undefined ? before : [...before, id]
  const key = ['customer', account, ...(gone.length + failed === 0 ? [] : [gone.length, failed])].join(':')
  const write = async (more: CustomerRecord) =>
    await shop.records.set(account, keyOf(shop), {
      ...(more.id === undefined ? {} : { id: more.id }),
      before: more.before,
      failed: more.failed,
    })
  const made = await ask(
    'making a customer',
    call,
    async () =>
      await customers.create(
        {
          metadata: { [accountKey]: account },
          ...(testClock === undefined ? {} : { test_clock: testClock }),
        },
        { idempotencyKey: key },
      ),
  ).catch(async (error: unknown) => {
    if (error instanceof StripeFailure && (error.status ?? 0) >= 500)
      await write({ ...known, failed: failed + 1 })
    throw error
  })
  await write({ id: made.id, before: gone, failed })
  // Not with the creation: the same key with another address would be refused
  if (email !== undefined)
    await ask('noting an address for receipts', call, async () => await customers.update(made.id, { email }))
  return made.id
}
