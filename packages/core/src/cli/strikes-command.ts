import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { findAccount } from '../account/find-account.ts'
import {
  liftStrikes,
  readPausedAccounts,
  readRefusedWords,
  readStrikes,
  type PausedAccount,
  type Strike,
} from '../safety/strike-review.ts'
import type { CommandContext } from './command-context.ts'
import { saidReason } from './said-reason.ts'
import { table } from './table.ts'
import { withDatabase } from './with-database.ts'

type Flags = { readonly json?: true; readonly text?: true }

/** `parlor strikes`, `parlor strikes <account>` and `parlor strikes lift <account> --reason …`. */
export function addStrikesCommands(program: Command, context: CommandContext): void {
  const { print } = context
  const who = 'an account’s id or e-mail address'
  const strikes = program
    .command('strikes')
    .description('What was refused to whom; without an account, whose pictures pause or are locked now')
    .argument('[account]', who)
    .option('--text', 'with the words that were refused; that you looked is audited')
    .option('--json', 'as JSON')
    .action(async (name: string | undefined, { json, text }: Flags) => {
      await withDatabase(await context.deployment(), async (database) => {
        if (name === undefined) {
          const paused = await readPausedAccounts(database, 200)
          if (json === true) print(JSON.stringify(paused, null, 2))
          else for (const line of pausedLines(paused)) print(line)
          return
        }
        const account = await findAccount(database, name)
        const found = await readStrikes(database, account)
        const words = text === true ? await readRefusedWords(database, account, userInfo().username) : []
        if (json === true) print(JSON.stringify({ account, strikes: found, words }, null, 2))
        else for (const line of [...strikeLines(found), ...wordLines(words)]) print(line)
      })
    })
  strikes
    .command('lift')
    .description('Take strikes back, so that pictures go on at once; audited')
    .argument('<account>', who)
    .requiredOption('--reason <text>', 'why, for the audit log and whoever looks next', saidReason)
    .option('--strike <id>', 'this one only')
    .action(async (name: string, { reason, strike }: { reason: string; strike?: string }) => {
      const lifted = await withDatabase(await context.deployment(), async (database) => {
        const lift = { by: userInfo().username, reason: reason.slice(0, 500) }
        return await liftStrikes(database, await findAccount(database, name), {
          ...lift,
          ...(strike === undefined ? {} : { strike }),
        })
      })
      print(`${lifted.length === 1 ? '1 strike' : `${lifted.length} strikes`} lifted.`)
    })
}

function strikeLines(strikes: readonly Strike[]): readonly string[] {
  if (strikes.length === 0) return ['Nothing was refused to this account.']
  return table([
    ['when', 'strike', 'stage', 'category', 'found by', 'pictures'],
    ...strikes.map(({ createdAt, id, stage, category, reason, until, lifted }) => [
      createdAt.toISOString(),
      id,
      stage,
      category,
      reason,
      lifted === null ? effect(until) : `lifted by ${lifted.by}: ${lifted.reason}`,
    ]),
  ])
}

function pausedLines(paused: readonly PausedAccount[]): readonly string[] {
  if (paused.length === 0) return ['Nobody’s pictures pause or are locked.']
  return table([
    ['account', 'pictures', 'last refusal'],
    ...paused.map(({ account, until, lastAt }) => [account, effect(until), lastAt.toISOString()]),
  ])
}

function wordLines(words: readonly { readonly id: string; readonly words: string }[]): readonly string[] {
  return words.flatMap(({ id, words: text }) => [
    '',
    `strike ${id}`,
    ...text.split('\n').map((line) => `  ${line}`),
  ])
}

function effect(until: Strike['until']): string {
  if (until === null) return 'go on'
  if (until === 'locked') return 'locked'
  return until.getTime() > Date.now()
    ? `pause until ${until.toISOString()}`
    : `paused until ${until.toISOString()}`
}
