import { readProviderStates } from '../photo/provider-state.ts'
import { createPlatform } from '../platform.ts'
import { readSwitches } from '../safety/switches.ts'
import type { Deployment } from './deployment.ts'
import { createLog } from './log.ts'
import { standingLines } from './standing-lines.ts'
import { tiersStanding } from './tiers-standing.ts'
import { withDatabase } from './with-database.ts'

/**
 * Prints which plugin fills which slot and what is missing, what is wrong with what is sold, and what is switched off,
 * where a database is there to ask: none is started for it. Returns whether nothing is missing or wrong.
 */
export async function doctor(deployment: Deployment, print: (line: string) => void): Promise<boolean> {
  const platform = createPlatform({
    settings: { ...deployment.settings, databaseUrl: 'postgres://127.0.0.1/unused' },
    plugins: deployment.plugins,
    log: createLog('error', { isPretty: true }),
  })
  try {
    const lines = await platform.describe()
    print('slot            filled by')
    for (const line of lines) {
      const filled = line.plugins.length > 0 ? line.plugins.join(', ') : emptyWords(line.needed)
      print(`${line.slot.padEnd(16)}${filled}`)
    }
    print('')
    for (const line of await standing(deployment)) print(line)
    const tiers = await tiersStanding(deployment)
    for (const line of tiers.lines) print(line)
    for (const note of [...deployment.notes, ...(deployment.warnings ?? [])]) print(note)
    const missing = lines.filter((line) => line.needed && line.plugins.length === 0)
    print(
      missing.length === 0
        ? 'Nothing is missing.'
        : `Missing: ${missing.map((line) => line.slot).join(', ')}`,
    )
    return missing.length === 0 && tiers.isRight
  } finally {
    await platform.close()
  }
}

async function standing(deployment: Deployment): Promise<readonly string[]> {
  try {
    return await withDatabase(
      deployment,
      async (database) => standingLines(await readSwitches(database), await readProviderStates(database)),
      { mayStart: false },
    )
  } catch (error) {
    return [`What is switched off is not known: ${error instanceof Error ? error.message : String(error)}`]
  }
}

function emptyWords(isNeeded: boolean): string {
  return isNeeded ? 'MISSING' : '-'
}
