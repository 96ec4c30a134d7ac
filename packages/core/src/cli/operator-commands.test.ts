import { Command, CommanderError } from 'commander'
import test, { type ExecutionContext } from 'ava'
import { openDatabase } from '../database/database.ts'
import { newId } from '../database/id.ts'
import type { PhotoState } from '../photo/records.ts'
import { PlatformError } from '../platform-error.ts'
import { migratedDatabase, pluginOf, stopPostgres, testTiers } from '../test-platform.ts'
import type { Deployment } from './deployment.ts'
import { addInboxCommands } from './inbox-command.ts'
import { addPhotosCommands } from './photos-command.ts'
import { addSwitchCommands } from './switch-command.ts'

test.after.always(stopPostgres)

/** The operator's commands on a database of their own, with no Parlor beside it. */
async function operating(t: ExecutionContext) {
  const databaseUrl = await migratedDatabase()
  const database = openDatabase(databaseUrl)
  t.teardown(async () => await database.close())
  const deployment = {
    plugins: [pluginOf('painter', {})],
    settings: { tiers: { text: testTiers, fileName: 'tiers.yaml' } },
    ground: async () => ({ databaseUrl, about: 'a test', stop: async () => {} }),
  } as unknown as Deployment // the commands look at nothing else of it
  const lines: string[] = []
  const run = async (...args: string[]) => {
    lines.length = 0
    const program = new Command('parlor')
      .exitOverride()
      .configureOutput({ writeErr: (text) => lines.push(text) })
    const context = {
      deployment: async () => deployment,
      print: (line: string) => lines.push(line),
      printError: (line: string) => lines.push(line),
      fail: () => {},
    }
    addPhotosCommands(program, context)
    addSwitchCommands(program, context)
    addInboxCommands(program, context)
    await program.parseAsync(args, { from: 'user' })
    return lines.join('\n')
  }
  const photo = async (state: PhotoState) => {
    const id = newId()
    await database.knex('photo').insert({
      account_id: newId(),
      id,
      avatar_id: newId(),
      avatar_version: 1,
      kind: 'reference',
      state,
      scene: 'by the window',
      seed: 1,
      prompt: 'A photograph',
      deadline_at: new Date(Date.now() + 60_000),
      width: 1024,
      height: 1280,
      webhook_secret: 'secret',
    })
    return id
  }
  const switches = async () => await database.knex('kill_switch').select('name', 'is_off', 'reason')
  const audited = async () => await database.knex('audit_event').select('type').orderBy('id')
  const giveUp = async (id: string) =>
    await database
      .knex('inbox')
      .insert({ source: 'shop', external_id: id, body: '{}', state: 'dead', tries: 12 })
  return { run, photo, switches, audited, giveUp }
}

test('what was given up is listed and asked for again; what is not there changes nothing', async (t) => {
  const { run, audited, giveUp } = await operating(t)
  t.is(await run('inbox', 'list'), 'Nothing was given up.')
  await giveUp('evt_1')
  await giveUp('evt_2')

  await t.throwsAsync(run('inbox', 'retry', 'shop', 'evt_9'), {
    message: 'Nothing of shop evt_9 was given up',
  })
  await t.throwsAsync(run('inbox', 'retry', 'shpo'), { message: 'Nothing of shpo was given up' })
  for (const wrong of ['0', '1.5', 'x', '10001'])
    await t.throwsAsync(run('inbox', 'list', '--limit', wrong), { message: /from 1 to 10000/ })
  t.deepEqual(await audited(), [])
  t.regex(await run('inbox', 'list'), /shop +evt_[12] +12 +-\n/)

  t.regex(await run('inbox', 'retry', 'shop', 'evt_1'), /^1 of shop/)
  t.like(JSON.parse(await run('inbox', 'list', '--json')), [{ source: 'shop', id: 'evt_2' }])
  t.deepEqual(await audited(), [{ type: 'webhook-retry-asked' }])
})

test('a switch is turned off with a reason and on again, on record each time', async (t) => {
  const { run, switches, audited } = await operating(t)

  t.regex(await run('switch', 'off', 'provider:painter', '--reason', 'it paints badly'), /is off/)
  t.deepEqual(await switches(), [{ name: 'provider:painter', is_off: true, reason: 'it paints badly' }])
  t.like(JSON.parse(await run('switch', '--json')), { switches: [{ name: 'provider:painter', isOff: true }] })
  t.regex(await run('switch', 'on', 'provider:painter'), /is on/)

  t.deepEqual(await audited(), [{ type: 'switched-off' }, { type: 'switched-on' }])
})

test('a switch that is none, and one without a reason, change nothing', async (t) => {
  const { run, switches, audited } = await operating(t)

  for (const name of ['provider:other', 'provider:', 'photo', ''])
    await t.throwsAsync(async () => await run('switch', 'off', name, '--reason', 'x'), {
      instanceOf: PlatformError,
      message: `There is no switch ${name}. There are photos, provider:painter.`,
    })
  await t.throwsAsync(async () => await run('switch', 'off', 'photos'), {
    instanceOf: CommanderError,
    message: /--reason/,
  })
  for (const blank of ['', ' \n'])
    await t.throwsAsync(async () => await run('switch', 'off', 'photos', '--reason', blank), {
      instanceOf: CommanderError,
      message: /It must say why/,
    })
  t.deepEqual(await switches(), [])
  t.deepEqual(await audited(), [])
})

test('a photo that is not there, or that cannot be helped, is told, and nothing is on record', async (t) => {
  const { run, photo, audited } = await operating(t)
  const ended = await photo('ready')
  const paid = await photo('finishing')

  for (const what of ['show', 'retry', 'cancel'])
    await t.throwsAsync(async () => await run('photos', what, 'nothing'), {
      message: 'There is no photo nothing',
    })
  await t.throwsAsync(async () => await run('photos', 'cancel', ended), {
    message: /has ended already: it is ready/,
  })
  await t.throwsAsync(async () => await run('photos', 'cancel', paid), { message: /paid and nearly there/ })
  await t.throwsAsync(async () => await run('photos', 'retry', ended), {
    message: /Only a photo that failed/,
  })
  for (const limit of ['0', 'ten', '1e9'])
    await t.throwsAsync(async () => await run('photos', 'dead', '--limit', limit), { message: /1 to 10000/ })
  t.deepEqual(await audited(), [])
})

test('a photo that waits is canceled on record, and a dead one is listed', async (t) => {
  const { run, photo, audited } = await operating(t)
  const waiting = await photo('queued')
  const dead = await photo('failed')

  t.deepEqual(JSON.parse(await run('photos', 'cancel', waiting, '--json')), { id: waiting, canceling: true })
  t.like(JSON.parse(await run('photos', 'dead', '--json')), [{ id: dead, kind: 'reference', attempts: 0 }])
  t.deepEqual(await audited(), [{ type: 'photo-cancel-asked' }])
})
