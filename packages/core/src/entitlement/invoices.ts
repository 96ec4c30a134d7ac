import type { Invoice } from '@parlor/plugin-kit'
import { askBilling } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'
import { readSubscriptions } from './subscriptions.ts'

/** Somebody who comes and goes each month for years still gets an answer in time. */
const maxSubscriptions = 12

/** The invoices of all that an account ever bought, newest first, each once. */
export async function readInvoices(
  { database, billings }: BillingGround,
  account: string,
): Promise<readonly Invoice[]> {
  const found = new Map<string, Invoice>()
  const rows = await readSubscriptions(database.knex, account)
  for (const { plugin, subscription } of rows.slice(0, maxSubscriptions)) {
    const billing = billings.find(({ name }) => name === plugin)?.billing
    if (billing?.invoices === undefined) continue
    const read = billing.invoices.bind(billing)
    const key = `invoices:${subscription}`
    // A provider may tell those of the buyer and not of the one subscription.
    for (const invoice of await askBilling(key, async (call) => await read(subscription, call)))
      found.set(`${plugin} ${invoice.id}`, invoice)
  }
  return [...found.values()].toSorted((one, other) => other.at.getTime() - one.at.getTime())
}
