import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'

/** `photos` is all of them; `provider:<plugin>` is one that makes pictures. */
export type SwitchName = 'photos' | `provider:${string}`

export type KillSwitch = {
  readonly name: SwitchName
  readonly isOff: boolean
  readonly reason: string
  readonly changedBy: string
  readonly changedAt: Date
}

/** What an operator has ever switched. What is not here is on. */
export async function readSwitches(database: Database): Promise<readonly KillSwitch[]> {
  const { rows } = await database.pool.query<KillSwitch>({
    name: 'kill-switches',
    text: `select name, is_off as "isOff", reason, changed_by as "changedBy", changed_at as "changedAt"
           from kill_switch order by name`,
  })
  return rows
}

/** Switches something off or on, audited. Running workers read the row before each start: it holds from now on. */
export async function setSwitch(
  database: Database,
  to: { readonly name: SwitchName; readonly isOff: boolean; readonly reason: string; readonly by: string },
): Promise<void> {
  const { name, isOff, reason, by } = to
  await database.knex.transaction(async (transaction) => {
    await transaction('kill_switch')
      .insert({ name, is_off: isOff, reason, changed_by: by, changed_at: transaction.fn.now() })
      .onConflict('name')
      .merge()
    await appendAudit(transaction, {
      actor: 'operator',
      type: isOff ? 'switched-off' : 'switched-on',
      data: { name, reason, by },
    })
  })
}
