import { openDatabase } from '../database/database.ts'
import { bounded } from '../deadline.ts'
import { parseTiers } from '../entitlement/parse-tiers.ts'
import { onSale, saleProblems, type Sale } from '../entitlement/sale.ts'
import type { BillingSlot } from '../entitlement/ask-billing.ts'
import { newerTiers, type TiersVersion } from '../entitlement/tiers-versions.ts'
import type { Tiers } from '../entitlement/tiers.ts'
import { PlatformError } from '../platform-error.ts'
import { toolFeatures } from '../tool/dispatch.ts'
import type { Deployment } from './deployment.ts'
import { withDatabase } from './with-database.ts'
import { withPlugins } from './with-plugins.ts'

const pricesTimeoutMs = 10_000

/** What is in force, what is wrong with the file, and what the provider does not sell; for `parlor doctor`. */
export async function tiersStanding(
  deployment: Deployment,
): Promise<{ readonly lines: readonly string[]; readonly isRight: boolean }> {
  const { text, fileName } = deployment.settings.tiers
  const newest = await versionInForce(deployment)
  const unused = openDatabase('postgres://127.0.0.1/unused')
  try {
    return await withPlugins(deployment, unused, async ({ tools, billings }) => {
      const features = toolFeatures(tools)
      const own = tryParse(text, fileName, features)
      if (own instanceof PlatformError) {
        const lines = [...own.message.split('\n'), ...standing(newest, 'passed over', fileName)]
        return { lines, isRight: false }
      }
      const isOther = newest !== undefined && newest.content !== text
      const inForce = isOther ? tryParse(newest.content, fileName, features) : own
      const problems = inForce instanceof PlatformError ? [] : await unsold(inForce, billings)
      const lines = [...standing(newest, isOther ? 'other' : 'same', fileName), ...problems]
      return { lines, isRight: problems.length === 0 }
    })
  } finally {
    await unused.close()
  }
}

async function versionInForce(deployment: Deployment): Promise<TiersVersion | undefined> {
  try {
    return await withDatabase(deployment, async (database) => await newerTiers(database, 0), {
      mayStart: false,
    })
  } catch {
    // Whether there is a database is told beside this.
    return undefined
  }
}

function standing(
  newest: TiersVersion | undefined,
  file: 'same' | 'other' | 'passed over',
  fileName: string,
): readonly string[] {
  if (newest === undefined) return []
  const since = newest.acceptedAt.toISOString().slice(0, 16).replace('T', ' ')
  const words = {
    same: `${fileName} is in force`,
    other: `${fileName} says something else: parlor tiers diff tells what`,
    'passed over': `${fileName} is passed over`,
  }[file]
  return [`tiers: version ${newest.version} since ${since}; ${words}`]
}

async function unsold(tiers: Tiers, billings: readonly BillingSlot[]): Promise<readonly string[]> {
  const seller = billings.find(({ billing }) => billing.checkout !== undefined)
  const prices = seller?.billing.prices?.bind(seller.billing)
  let sale: Sale
  const failed: string[] = []
  try {
    if (prices !== undefined)
      sale = await bounded(
        pricesTimeoutMs,
        new AbortController().signal,
        async (signal) => await prices({ key: 'prices', signal }),
      )
  } catch (error) {
    sale = 'untold'
    failed.push(`${seller?.name} could not be asked for its prices: ${String(error)}`)
  }
  return [...failed, ...saleProblems(onSale(tiers, sale))]
}

function tryParse(text: string, fileName: string, features: readonly string[]): Tiers | PlatformError {
  try {
    return parseTiers(text, fileName, { toolFeatures: features })
  } catch (error) {
    if (error instanceof PlatformError) return error
    throw error
  }
}
