import type { Database } from '../database/database.ts'
import { parseTiers } from '../entitlement/parse-tiers.ts'
import { newerTiers } from '../entitlement/tiers-versions.ts'
import type { Tiers } from '../entitlement/tiers.ts'
import type { Deployment } from './deployment.ts'

/** The tiers in force, for a command: the newest row, or the deployment's file before the first start. */
export async function tiersNow(database: Database, { settings }: Deployment): Promise<Tiers> {
  const row = await newerTiers(database, 0)
  const { text, fileName } = settings.tiers
  return row === undefined
    ? parseTiers(text, fileName, { toolFeatures: 'any' })
    : parseTiers(row.content, `version ${row.version} of the tiers`, { toolFeatures: 'any' })
}
