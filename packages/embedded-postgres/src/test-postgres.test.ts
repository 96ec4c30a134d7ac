import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import test from 'ava'
import { query, startOther } from './process.test.fixture.ts'
import { startTestPostgres } from './test-postgres.ts'

test.serial('gives each test an empty database of its own', async (t) => {
  const begin = performance.now()
  const postgres = await startTestPostgres()
  t.teardown(postgres.stop)
  t.log(`start for tests: ${Math.round(performance.now() - begin)} ms`)

  const [one, two] = await Promise.all([postgres.createDatabase(), postgres.createDatabase()])
  t.log(`with two databases: ${Math.round(performance.now() - begin)} ms`)
  await query(one, 'create table mine ()')

  await t.throwsAsync(query(two, 'select from mine'), { message: /does not exist/ })
  await t.throwsAsync(query(postgres.url, 'select from mine'), { message: /does not exist/ })
})

test.serial('gives each test a copy of a database', async (t) => {
  const postgres = await startTestPostgres()
  t.teardown(postgres.stop)
  const original = await postgres.createDatabase()
  await query(original, 'create table mine as select 7 as seven')

  const [one, two] = await Promise.all([postgres.copyDatabase(original), postgres.copyDatabase(original)])
  await query(one, 'drop table mine')

  await t.notThrowsAsync(query(two, 'select seven from mine'))
  await t.notThrowsAsync(query(original, 'select seven from mine'))
})

for (const [command, how] of [
  ['throw', 'an exception'],
  ['wait', 'a kill'],
] as const) {
  test.serial(`leaves nothing running when ${how} ends the test process`, async (t) => {
    const other = startOther(t, [command])
    const { url, folder } = (await other.line()) as { url: string; folder: string }
    t.true(existsSync(folder))
    if (command === 'wait') other.child.kill('SIGKILL')
    await once(other.child, 'close')

    await until(() => !existsSync(join(folder, '..', '..')))
    await t.throwsAsync(query(url, 'select 1'), { code: 'ECONNREFUSED' })
  })
}

/** Waits for what another process does in its own time; a test that waits in vain meets AVA's timeout. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(20)
}
