import { userInfo } from 'node:os'
import { InvalidArgumentError, type Command } from 'commander'
import { findAccount } from '../account/find-account.ts'
import { grantTier, readGrants, revokeGrant } from '../entitlement/grant.ts'
import type { BillingSlot } from '../entitlement/ask-billing.ts'
import type { BillingGround } from '../entitlement/billing-ground.ts'
import { memoryBus } from '../event/memory-bus.ts'
import { PlatformError } from '../platform-error.ts'
import type { CommandContext } from './command-context.ts'
import { createLog } from './log.ts'
import { table } from './table.ts'
import { tiersNow } from './tiers-now.ts'
import { withDatabase } from './with-database.ts'
import { withPlugins } from './with-plugins.ts'

type Flags = { readonly until?: Date; readonly for?: number; readonly revoke?: true }

const hourMs = 3_600_000
/** Longer than that is a slip of the pen. */
const longestMs = 10 * 366 * 24 * hourMs

/** `parlor grant <e-mail> <tier> --for 30d` or `--until <date>`, `parlor grant <e-mail> --revoke`, `parlor grant list`. */
export function addGrantCommands(program: Command, context: CommandContext): void {
  const { print } = context
  const onSlot = async <T>(use: (ground: BillingGround, slot: BillingSlot) => Promise<T>) => {
    const deployment = await context.deployment()
    return await withDatabase(
      deployment,
      async (database) =>
        await withPlugins(deployment, database, async ({ billings }) => {
          const ground = {
            database,
            // Open pages hear of it with their next look.
            bus: memoryBus(),
            billings,
            tiers: { current: await tiersNow(database, deployment) },
            publicUrl: deployment.settings.publicUrl,
            log: createLog('warn', { isPretty: true }),
          }
          return await use(ground, granting(billings))
        }),
    )
  }
  const command = program
    .command('grant')
    .description('Give somebody a tier for a time, without a payment; audited')
    .argument('<e-mail>', 'of the account')
    .argument('[tier]', 'the id of a tier')
    .option(
      '--until <date>',
      'to the end of this day (UTC), or to a moment such as 2026-12-31T12:00:00Z',
      moment,
    )
    .option('--for <time>', 'from now on, such as 12h, 30d or 4w', span)
    .option('--revoke', 'end now what was granted')
    .action(async (email: string, tierId: string | undefined, flags: Flags) => {
      const by = userInfo().username
      if (flags.revoke === true) {
        await onSlot(async (ground, slot) => {
          await revokeGrant(ground, slot, { account: await findAccount(ground.database, email), by })
        })
        return print(`${email} has nothing granted any more`)
      }
      if (tierId === undefined) throw new PlatformError('validation', 'Say which tier, or --revoke.')
      const until = endOf(flags)
      const name = await onSlot(async (ground, slot) => {
        const { tiers } = ground.tiers.current
        const tier = tiers.find(({ id }) => id === tierId)
        if (tier === undefined) {
          const ids = tiers.map(({ id }) => id).join(', ')
          throw new PlatformError('not-found', `There is no tier ${tierId}. There are ${ids}.`)
        }
        const account = await findAccount(ground.database, email)
        await grantTier(ground, slot, { account, tier, until, by })
        return tier.name
      })
      print(`${email} has ${name} until ${minute(until)} UTC`)
    })
  command
    .command('list')
    .description('Show what was granted to whom, what lasts longest first')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const granted = await onSlot(async (ground, slot) => await readGrants(ground.database, slot.name))
      if (json === true) return print(JSON.stringify(granted, null, 2))
      if (granted.length === 0) return print('Nothing is granted.')
      const rows = granted.map(({ account, email, price, from, until }) => [
        email ?? account,
        price,
        from === null ? '' : minute(from),
        `${minute(until)}${until.getTime() <= Date.now() ? ' (ended)' : ''}`,
      ])
      for (const line of table([['account', 'tier', 'from', 'until'], ...rows])) print(line)
    })
}

function granting(billings: readonly BillingSlot[]): BillingSlot {
  const slot = billings.find(({ billing }) => billing.grant !== undefined)
  if (slot !== undefined) return slot
  throw new PlatformError(
    'unavailable',
    'No plugin here grants tiers: put manual() of @parlor/plugin-manual into the configuration',
  )
}

function endOf(flags: Flags): Date {
  if ((flags.until === undefined) === (flags.for === undefined))
    throw new PlatformError('validation', 'Say how long: either --until or --for.')
  const until = flags.until ?? new Date(Date.now() + (flags.for ?? 0))
  const aheadMs = until.getTime() - Date.now()
  if (aheadMs <= 0) throw new PlatformError('validation', `${minute(until)} UTC has passed`)
  if (aheadMs > longestMs)
    throw new PlatformError('validation', `${minute(until)} UTC is more than ten years away`)
  return until
}

/** A day counts to its end. */
function moment(text: string): Date {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const time = new Date(isDay ? `${text}T00:00:00Z` : text)
  // JavaScript takes the 31st of February for the third of March.
  const isReal = !Number.isNaN(time.getTime()) && (!isDay || time.toISOString().startsWith(text))
  if (!isReal || (!isDay && !isMoment))
    throw new InvalidArgumentError(
      'It must be a date such as 2026-12-31, or a moment such as 2026-12-31T12:00:00Z.',
    )
  return isDay ? new Date(time.getTime() + 24 * hourMs) : time
}

function span(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? []
  const hours = { h: 1, d: 24, w: 168 }[unit]
  if (hours === undefined || Number(number) === 0)
    throw new InvalidArgumentError('It must be a time such as 12h, 30d or 4w.')
  return Number(number) * hours * hourMs
}

function minute(time: Date): string {
  return time.toISOString().slice(0, 16).replace('T', ' ')
}
