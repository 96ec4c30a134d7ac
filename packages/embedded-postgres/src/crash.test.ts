import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { processStart } from './process-start.ts'
import { query, startOther, testFolder } from './process.test.fixture.ts'
import { startPostgres } from './start-postgres.ts'

test.serial(
  'takes the server over that a killed process has left, with all that was committed',
  async (t) => {
    const folder = await testFolder(t)
    for (const round of [1, 2]) {
      const other = startOther(t, ['write', folder])
      let committed = 0
      while (committed < 50) committed = Number(await other.line())
      other.child.kill('SIGKILL')
      await once(other.child, 'exit')
      const lines: string[] = []
      const begin = performance.now()

      const postgres = await startPostgres({ folder, onProgress: (line) => lines.push(line) })
      t.teardown(postgres.stop)

      t.log(`round ${round}, start after a kill: ${Math.round(performance.now() - begin)} ms`)
      const [row] = await query(postgres.url, 'select count(*)::int as count from line where number <= 50')
      t.is(row?.['count'], 50)
      t.regex(lines[0] ?? '', /^stopping the database server that an earlier run has left \(process \d+\)$/)
      await query(postgres.url, 'drop table line')
      await postgres.stop()
    }
  },
)

test.serial('recovers when the server itself was killed as well', async (t) => {
  const folder = await testFolder(t)
  const other = startOther(t, ['write', folder])
  while (Number(await other.line()) < 50);
  const server = Number.parseInt(await readFile(join(folder, 'cluster/data/postmaster.pid'), 'utf8'), 10)
  process.kill(server, 'SIGKILL')
  other.child.kill('SIGKILL')
  await once(other.child, 'exit')

  const postgres = await startPostgres({ folder })
  t.teardown(postgres.stop)

  const [row] = await query(postgres.url, 'select count(*)::int as count from line where number <= 50')
  t.is(row?.['count'], 50)
})

test.serial('names the living process that runs the cluster, and leaves it alone', async (t) => {
  const folder = await testFolder(t)
  const postgres = await startPostgres({ folder })
  t.teardown(postgres.stop)

  const refusal = await startOther(t, ['refuse', folder]).line()

  t.deepEqual(refusal, { code: 'held', message: `already running: process ${process.pid}` })
  await t.throwsAsync(startPostgres({ folder }), { message: `already running: process ${process.pid}` })
  t.deepEqual(await query(postgres.url, 'select 1 as one'), [{ one: 1 }])
})

test.serial('of two processes that start at once, one runs the cluster', async (t) => {
  const folder = await testFolder(t)

  const results = await Promise.allSettled([startPostgres({ folder }), startPostgres({ folder })])

  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  t.teardown(() => Promise.all(started.map((postgres) => postgres.stop())))
  t.is(started.length, 1)
})

test.serial('is not kept out by a process that got the id of a dead owner', async (t) => {
  const folder = await testFolder(t)
  await writeFile(join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, start: 'long ago' }))

  const postgres = await startPostgres({ folder })
  t.teardown(postgres.stop)

  t.is(JSON.parse(await readFile(join(folder, 'owner.json'), 'utf8')).start, processStart(process.pid))
})

test.serial(
  'is not kept out by an owner file without content, nor by a server id that is something else',
  async (t) => {
    const folder = await testFolder(t)
    await (await startPostgres({ folder })).stop()
    await writeFile(join(folder, 'owner.json'), '')
    await writeFile(join(folder, 'cluster/data/postmaster.pid'), `${process.pid}\n`)

    const postgres = await startPostgres({ folder })
    t.teardown(postgres.stop)

    t.deepEqual(await query(postgres.url, 'select 1 as one'), [{ one: 1 }])
  },
)

test.serial('ends with a process that leaves without stopping it', async (t) => {
  const folder = await testFolder(t)
  const other = startOther(t, ['leave', folder])
  await other.line()
  await once(other.child, 'close')

  const postgres = await startPostgres({ folder })

  t.deepEqual(await query(postgres.url, 'select 1 as one'), [{ one: 1 }])
  await postgres.stop()
})
