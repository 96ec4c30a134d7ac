import { userInfo } from 'node:os'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ExportFormat } from '../audit/export.ts'
import { exportCommand } from './audit-export.ts'
import { verifyCommand, verifyFileCommand } from './audit-verify.ts'
import type { CommandContext } from './command-context.ts'

/** `parlor audit verify` and `parlor audit export`. */
export function addAuditCommands(program: Command, context: CommandContext): void {
  const audit = program.command('audit').description('The audit log')
  audit
    .command('verify')
    .description('Check the chain; name the first event that was changed, dropped, reordered or put in')
    .option('--head <head>', 'a head that was kept elsewhere, as seq:hash or hash', head)
    .option('--from-seq <seq>', 'start here and trust what is before', seq)
    .option('--file <file>', 'check a JSON Lines export instead of the database')
    .action(async (options: { head?: Head; fromSeq?: number; file?: string }) => {
      const { file, ...rest } = options
      const isWhole =
        file === undefined
          ? await verifyCommand(context, rest)
          : await verifyFileCommand(context, file, options.head)
      if (!isWhole) context.fail()
    })
  audit
    .command('export')
    .description('Write the sealed events, oldest first; the export itself is audited')
    .option('--since <time>', 'events from this time on, ISO 8601', time)
    .option('--until <time>', 'events before this time, ISO 8601', time)
    .option('--account <id>', 'events that concern this account')
    .option('--type <type>', 'events of this type, such as photo-ready')
    .addOption(new Option('--format <format>', 'how').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--out <file>', 'a new file, which only you may read, instead of the standard output')
    .action(async (options: ExportFlags) => {
      const { out, ...rest } = options
      await exportCommand(context, { ...rest, by: userInfo().username }, out)
    })
}

type Head = { readonly seq?: number; readonly hash: string }

type ExportFlags = {
  readonly since?: Date
  readonly until?: Date
  readonly account?: string
  readonly type?: string
  readonly format: ExportFormat
  readonly out?: string
}

function head(text: string): Head {
  const match = /^(?:(\d+):)?(?:\\x)?([0-9a-f]{64})$/i.exec(text.trim())
  if (match === null) throw new InvalidArgumentError('It must be 64 hexadecimal digits, or seq:digits.')
  const hash = (match[2] ?? '').toLowerCase()
  return match[1] === undefined ? { hash } : { seq: Number(match[1]), hash }
}

function seq(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1) return number
  throw new InvalidArgumentError('It must be a whole number from 1.')
}

function time(text: string): Date {
  const date = new Date(text)
  if (/^\d{4}-/.test(text) && !Number.isNaN(date.getTime())) return date
  throw new InvalidArgumentError('It must be a time such as 2026-01-31 or 2026-01-31T12:00:00Z.')
}
