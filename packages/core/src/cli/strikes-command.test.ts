import test, { type ExecutionContext } from 'ava'
import { Command, CommanderError } from 'commander'
import { migratedDatabase, stopPostgres } from '../test-platform.ts'
import { openDatabase } from '../database/database.ts'
import { addStrike } from '../safety/strikes.ts'
import type { Deployment } from './deployment.ts'
import { addStrikesCommands } from './strikes-command.ts'

test.after.always(stopPostgres)

/** The command on a database with one person, who described somebody too young so often that it locked. */
async function command(t: ExecutionContext) {
  const databaseUrl = await migratedDatabase()
  const database = openDatabase(databaseUrl)
  t.teardown(database.close)
  await database.knex('users').insert({ id: 'a1', name: 'Kim', email: 'kim@example.com' })
  for (const words of ['looks 12', 'looks 13', 'looks 14', 'looks 15', 'looks 16', 'looks 17']) {
    await database.knex.transaction(async (transaction) => {
      const offence = { account: 'a1', stage: 'description', by: 'rules' } as const
      await addStrike(transaction, { ...offence, categories: ['minor'], words })
    })
  }
  const ground = async () => ({ databaseUrl, about: '', stop: async () => {} })
  const deployment = async () => ({ ground }) as unknown as Deployment // nothing else is used
  const run = async (...args: string[]) => {
    const lines: string[] = []
    const print = (line: string) => void lines.push(line)
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} })
    addStrikesCommands(program, { deployment, print, printError: print, fail: () => {} })
    await program.parseAsync(['strikes', ...args], { from: 'user' })
    return lines.join('\n')
  }
  return { run, database }
}

test('an operator sees who is locked and why, reads the words on record, and lifts it', async (t) => {
  const { run, database } = await command(t)
  const read = async () => await database.knex('audit_event').where({ type: 'strikes-read' })

  t.regex(await run(), /^account .*\na1 +locked +\d{4}/)
  const told = await run('KIM@example.com')
  t.regex(told, /locked(\n.* pause until \d{4}[^\n]*){3}\n.*rules: minor +go on\n.*go on$/)
  t.notRegex(told, /looks/)
  t.deepEqual(await read(), [])
  t.regex(await run('a1', '--text'), /looks 12\n[^]*looks 13\n[^]*looks 17$/)
  t.is((await read()).length, 1)

  t.is(await run('lift', 'kim@example.com', '--reason', 'a misreading'), '6 strikes lifted.')
  t.is(await run(), 'Nobody’s pictures pause or are locked.')
  t.regex(await run('a1'), /lifted by \S+: a misreading/)
})

test('one strike can be lifted alone; JSON has all of it', async (t) => {
  const { run } = await command(t)
  const { strikes } = JSON.parse(await run('a1', '--json'))
  t.like(strikes[0], { kind: 'minor', stage: 'description', until: 'locked', lifted: null })

  t.is(await run('lift', 'a1', '--reason', 'x', '--strike', strikes[0].id), '1 strike lifted.')

  t.regex(await run(), /^account .*\na1 +pause until/)
  await t.throwsAsync(run('lift', 'a1', '--reason', 'x', '--strike', strikes[0].id), { code: 'not-found' })
  await t.throwsAsync(run('nobody@example.com'), { code: 'not-found' })
})

test('nothing is lifted without a reason', async (t) => {
  const { run, database } = await command(t)

  for (const reason of [[], ['--reason', ' \n']])
    await t.throwsAsync(run('lift', 'a1', ...reason), { instanceOf: CommanderError, message: /reason/ })

  t.deepEqual(await database.knex('strike').whereNotNull('lifted_at'), [])
})
