import type { Database } from '../database/database.ts'
import { storeInbound } from '../inbox/inbox.ts'
import { askBilling, type BillingSlot } from './ask-billing.ts'
import type { BillingGround } from './billing-ground.ts'

/** The first time: no provider tells of what lies further back, and what is older has told of itself since. */
const firstReachMs = 30 * 86_400_000
/** Clocks differ, and what is told may come late: each look overlaps the one before. */
const overlapMs = 15 * 60_000
/** A provider is asked in pages. */
const timeoutMs = 60_000

/** A stored reference of which nobody knows yet whether it is news. */
export type ChangedBody = { readonly ref: string; readonly reconciling: true }

/**
 * Asks each provider what may have changed since it was last asked and stores each reference in the inbox, whose workers
 * fetch it: few at a time, again where it fails, and not twice. Run by the hour and at the start.
 *
 * The references and the time up to which was asked are one commit: whoever dies before it has asked for nothing, and of
 * several processes at once one is the first.
 */
export async function reconcileBilling(
  ground: Pick<BillingGround, 'database' | 'billings'>,
  signal?: AbortSignal,
): Promise<void> {
  const failures: unknown[] = []
  for (const slot of ground.billings) {
    // A provider that is away keeps no other one from being asked.
    await reconcile(ground.database, slot, signal).catch((error: unknown) => failures.push(error))
    // A process that closes waits for no provider; the next one asks.
    if (signal?.aborted) return
  }
  if (failures.length > 0) throw failures[0] as Error
}

async function reconcile(
  database: Database,
  { name, billing }: BillingSlot,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { rows } = await database.pool.query<{ now: Date; asked_until: Date | null }>(
    `select clock_timestamp() as now, (select asked_until from billing_reconciliation where plugin = $1)`,
    [name],
  )
  const now = rows[0]?.now ?? new Date()
  const askedUntil = rows[0]?.asked_until ?? null
  const since = new Date(
    askedUntil === null ? now.getTime() - firstReachMs : askedUntil.getTime() - overlapMs,
  )
  const changed = await askBilling(`changed:${name}`, async (call) => await billing.changed(since, call), {
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  })
  await database.knex.transaction(async (transaction) => {
    const { rowCount } = await transaction.raw<{ rowCount: number }>(
      `insert into billing_reconciliation as own (plugin, asked_until) values (?, ?)
       on conflict (plugin) do update set asked_until = excluded.asked_until where own.asked_until is not distinct from ?`,
      [name, now, askedUntil],
    )
    // Another process was faster: it has stored the same.
    if (rowCount === 0) return
    const body = (ref: string): ChangedBody => ({ ref, reconciling: true })
    const items = [...new Set(changed)].map((ref) => ({
      source: name,
      externalId: `changed:${now.toISOString()}:${ref}`,
      body: body(ref),
    }))
    await storeInbound({ knex: transaction }, items)
  })
}
