import { userInfo } from 'node:os'
import { InvalidArgumentError, type Command } from 'commander'
import { readDeadInbound, retryInbound } from '../inbox/dead-inbound.ts'
import type { CommandContext } from './command-context.ts'
import { table } from './table.ts'
import { withDatabase } from './with-database.ts'

/** `parlor inbox list` and `parlor inbox retry`: what providers told and what could not be applied. */
export function addInboxCommands(program: Command, context: CommandContext): void {
  const { print } = context
  const inbox = program.command('inbox').description('What providers told that could not be applied')
  inbox
    .command('list')
    .description('List what was given up, the latest first')
    .option('--limit <count>', 'at most so many', count, 50)
    .option('--json', 'as JSON')
    .action(async ({ limit, json }: { limit: number; json?: true }) => {
      const dead = await withDatabase(
        await context.deployment(),
        async (database) => await readDeadInbound(database, limit),
      )
      if (json === true) print(JSON.stringify(dead, null, 2))
      else if (dead.length === 0) print('Nothing was given up.')
      else {
        const rows = dead.map(({ source, id, tries, error, at }) => [
          at.toISOString().slice(0, 19).replace('T', ' '),
          source,
          id,
          String(tries),
          error ?? '-',
        ])
        for (const line of table([['came', 'plugin', 'id', 'tries', 'error'], ...rows])) print(line)
      }
    })
  inbox
    .command('retry')
    .description('Apply again what was given up; audited')
    .argument('<plugin>', 'who told it')
    .argument('[id]', 'which one; without it, all of this plugin')
    .action(async (source: string, id: string | undefined) => {
      const by = userInfo().username
      const retried = await withDatabase(
        await context.deployment(),
        async (database) => await retryInbound(database, { source, id, by }),
      )
      print(`${retried} of ${source} will be applied again; a worker takes them within half a minute`)
    })
}

function count(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1 && number <= 10_000) return number
  throw new InvalidArgumentError('It must be a whole number from 1 to 10000.')
}
