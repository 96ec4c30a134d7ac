import { createPlatform } from '../platform.ts'
import type { Deployment } from './deployment.ts'
import { createLog } from './log.ts'

/** Prints which plugin fills which slot and what is missing. Connects to nothing. Returns whether all is there. */
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
    for (const note of [...deployment.notes, ...(deployment.warnings ?? [])]) print(note)
    const missing = lines.filter((line) => line.needed && line.plugins.length === 0)
    print(
      missing.length === 0
        ? 'Nothing is missing.'
        : `Missing: ${missing.map((line) => line.slot).join(', ')}`,
    )
    return missing.length === 0
  } finally {
    await platform.close()
  }
}

function emptyWords(isNeeded: boolean): string {
  return isNeeded ? 'MISSING' : '-'
}
