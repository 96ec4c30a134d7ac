import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { verifyAudit, type Verdict, type VerifyOptions } from '../audit/verify.ts'
import { verifyExport } from '../audit/verify-export.ts'
import type { CommandContext } from './command-context.ts'
import { progressLine } from './progress-line.ts'
import { withDatabase } from './with-database.ts'

/** Checks the database's audit log and says what it found. Returns whether it is whole. */
export async function verifyCommand(context: CommandContext, options: VerifyOptions): Promise<boolean> {
  const progress = progressLine()
  const verdict = await withDatabase(await context.deployment(), async (database) => {
    const onProgress = (done: number, all: number) =>
      progress.show(`${done.toLocaleString('en')} of ${all.toLocaleString('en')} events`)
    return await verifyAudit(database, { ...options, onProgress })
  }).finally(() => progress.clear())
  tell(context, verdict)
  return verdict.finding === undefined
}

/** Checks an export by itself, without a database. Returns whether it is whole. */
export async function verifyFileCommand(
  context: CommandContext,
  file: string,
  head?: VerifyOptions['head'],
): Promise<boolean> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
  const verdict = await verifyExport(lines, head)
  if (verdict.message !== undefined) {
    context.printError(`The export is not whole. ${verdict.message}`)
    return false
  }
  context.print(`The export is whole: ${verdict.count} events, head ${verdict.head}`)
  return true
}

function tell({ print, printError }: CommandContext, { finding, count, erased, head, pending }: Verdict) {
  const counted = `${count.toLocaleString('en')} events${erased > 0 ? `, ${erased.toLocaleString('en')} of them erased` : ''}`
  if (finding === undefined) print(`The audit log is whole: ${counted}`)
  else {
    printError('The audit log is not whole.')
    printError(`${finding.problem}: ${finding.message}`)
    printError(`Right up to there: ${counted}`)
  }
  print(`head ${head.seq}:${head.hash}`)
  if (pending.count > 0) {
    const since = pending.since?.toISOString() ?? ''
    print(`${pending.count} wait for their seal, the oldest since ${since}; a worker seals each second`)
  }
}
