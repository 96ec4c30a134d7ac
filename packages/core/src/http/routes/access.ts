import { isAdult } from '../../account/consent.ts'
import { decide, type Snapshot } from '../../entitlement/entitlement.ts'
import { paymentRequired } from '../../entitlement/holds.ts'
import { readEntitlement } from '../../entitlement/subscriptions.ts'
import type { ConversationKey } from '../../event/log.ts'
import { PlatformError } from '../../platform-error.ts'
import type { Services } from '../services.ts'

/** Nothing is painted or said before somebody confirmed to be an adult. */
export async function requireAdult(services: Services, account: string): Promise<void> {
  if (!(await isAdult(services.database, account))) throw adultRequired()
}

/** No payment, no chat. The problem tells the tiers that would help. */
export async function requireChat(services: Services, account: string): Promise<void> {
  await requireAdult(services, account)
  const entitlement = await readEntitlement(services.database.knex, account, services.tiers)
  if (!entitlement.mayChat) throw paymentRequired('chat', services.tiers, entitlement)
}

/** `requireChat` for a message: one statement, since every message asks. Throws `not-found` before all else. */
export async function requireChatIn(services: Services, key: ConversationKey): Promise<void> {
  const { rows } = await services.database.pool.query<{ is_adult: boolean; tier: string | null } & Snapshot>({
    name: 'may-chat-in',
    text: `select k.account_id is not null as is_adult, e.tier, e.status, e.until, e.ends
      from conversation c left join consent k on k.account_id = c.account_id
        left join entitlement e on e.account_id = c.account_id
      where c.account_id = $1 and c.id = $2`,
    values: [key.account, key.conversation],
  })
  const [row] = rows
  if (row === undefined) throw new PlatformError('not-found', 'There is no such conversation')
  if (!row.is_adult) throw adultRequired()
  const entitlement = decide(row.tier === null ? undefined : row, services.tiers, new Date())
  if (!entitlement.mayChat) throw paymentRequired('chat', services.tiers, entitlement)
}

function adultRequired(): PlatformError {
  return new PlatformError('adult-required', 'Confirm first that you are an adult')
}
