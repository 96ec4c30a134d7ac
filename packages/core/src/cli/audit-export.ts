import { open, rm } from 'node:fs/promises'
import { exportAudit, type ExportOptions } from '../audit/export.ts'
import { PlatformError } from '../platform-error.ts'
import type { CommandContext } from './command-context.ts'
import { withDatabase } from './with-database.ts'

/** Exports to a new file, or line by line to the standard output. */
export async function exportCommand(
  context: CommandContext,
  options: ExportOptions,
  out?: string,
): Promise<void> {
  const deployment = await context.deployment()
  if (out === undefined) {
    await withDatabase(deployment, async (database) => {
      for await (const line of exportAudit(database, options)) context.print(line)
    })
    return
  }
  // Before anything is asked of the database: an export that cannot be written is none.
  const file = await newFile(out)
  try {
    await withDatabase(deployment, async (database) => {
      for await (const line of exportAudit(database, options)) await file.write(`${line}\n`)
    })
    await file.close()
  } catch (error) {
    await file.close()
    await rm(out)
    throw error
  }
  context.printError(`The export is in ${out}`)
}

/** For its owner's eyes; what is there already stays. */
async function newFile(path: string) {
  try {
    return await open(path, 'wx', 0o600)
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    throw new PlatformError(
      'conflict',
      isThere ? `${path} is there already` : `${path} cannot be written`,
      isThere ? {} : { cause },
    )
  }
}
