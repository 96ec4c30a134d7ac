import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import test from 'ava'
import { query, startOther, testFolder } from './process.test.fixture.ts'
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

for (const [command, how] of [
  ['throw', 'an exception'],
  ['wait', 'a kill'],
] as const) {
  test.serial(`leaves nothing running when ${how} ends the test process`, async (t) => {
    const temporary = await testFolder(t)
    const other = startOther(t, [command], { env: { TMPDIR: temporary } })
    const url = String(await other.line())
    if (command === 'wait') other.child.kill('SIGKILL')
    await once(other.child, 'close')

    await until(async () => (await readdir(temporary)).length === 0)
    await t.throwsAsync(query(url, 'select 1'), { code: 'ECONNREFUSED' })
  })
}

/** Waits for what another process does in its own time; a test that waits in vain meets AVA's timeout. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20)
}
