import { join } from 'node:path'
import test from 'ava'
import { joinPostgres } from './join-postgres.ts'
import { startPostgres } from './start-postgres.ts'
import { query, startOther, testFolder } from './process.test.fixture.ts'

test('finds the server that another process runs, and no server before and after', async (t) => {
  const folder = await testFolder(t)
  t.is(await joinPostgres({ folder }), undefined)
  const other = startOther(t, ['write', folder])
  await other.line()

  const joined = await joinPostgres({ folder })

  t.is(joined?.owner, other.child.pid)
  t.deepEqual(await query(joined?.url ?? '', 'select 1 as one'), [{ one: 1 }])
  other.child.kill('SIGKILL')
  await new Promise((resolve) => other.child.once('exit', resolve))
  t.is(await joinPostgres({ folder }), undefined)
  // What the kill has left running.
  await (await startPostgres({ folder })).stop()
})

test('finds nothing in a folder that is not there', async (t) => {
  t.is(await joinPostgres({ folder: join(await testFolder(t), 'none') }), undefined)
})
