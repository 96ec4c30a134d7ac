import type { SellStep } from '@parlor/plugin-kit'
import { appendAudit } from '../audit/append.ts'
import { userInfo } from 'node:os'
import { bounded } from '../deadline.ts'
import { parseTiers } from '../entitlement/parse-tiers.ts'
import { offerFor } from '../entitlement/tiers.ts'
import type { Deployment } from './deployment.ts'
import { withDatabase } from './with-database.ts'
import { withPlugins } from './with-plugins.ts'

/** Some requests for each tier, at a provider that may be slow. */
const sellTimeoutMs = 120_000

/** Shows what a billing plugin would do to sell the deployment's tiers, and does it after a yes. Harmless to run again. */
export async function applyTiers(
  deployment: Deployment,
  options: {
    readonly isDry: boolean
    readonly ask: (words: string) => Promise<boolean>
    readonly print: (line: string) => void
  },
): Promise<void> {
  const { print, isDry, ask } = options
  const { text, fileName } = deployment.settings.tiers
  const { tiers } = parseTiers(text, fileName, { toolFeatures: 'any' })
  // Of the others the provider alone knows what they cost.
  const offers = tiers.filter(({ price }) => price !== undefined).map(offerFor)

  await withDatabase(deployment, async (database) => {
    await withPlugins(deployment, database, async ({ billings }) => {
      const seller = billings.find(({ billing }) => billing.sell !== undefined)
      if (seller?.billing.sell === undefined) {
        const names = billings.map(({ name }) => name).join(', ') || 'no billing plugin'
        return print(`Nothing to apply: ${names} sells what stands in ${fileName} as it is`)
      }
      const sell = seller.billing.sell.bind(seller.billing)
      const run = async (isDry: boolean): Promise<readonly SellStep[]> =>
        await bounded(
          sellTimeoutMs,
          never,
          async (signal) => await sell(offers, { isDry }, { key: 'sell', signal }),
        )

      const plan = await run(true)
      for (const step of plan) print(`${step.isDone ? 'stands' : 'to do '}  ${step.words}`)
      const open = plan.filter((step) => !step.isDone).length
      if (open === 0) return print(`${seller.name} sells what stands in ${fileName}`)
      if (isDry) return print(`A dry run: nothing was changed at ${seller.name}`)
      if (!(await ask(`Do this at ${seller.name}?`))) return print('Nothing was changed')

      await appendAudit(database.knex, {
        actor: 'operator',
        type: 'tiers-applied',
        data: { plugin: seller.name, prices: offers.map(({ price }) => price), by: userInfo().username },
      })
      for (const step of await run(false)) print(`${step.isDone ? 'stands' : 'done  '}  ${step.words}`)
      print('Running processes notice within a minute')
    })
  })
}

const never = new AbortController().signal
