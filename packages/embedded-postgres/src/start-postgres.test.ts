import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { query, startOther, testFolder } from './process.test.fixture.ts'
import { startPostgres } from './start-postgres.ts'

const isRoot = process.getuid?.() === 0

test.serial('starts a UTF-8 database in UTC that only this machine can reach', async (t) => {
  const folder = await testFolder(t)
  const begin = performance.now()

  const postgres = await startPostgres({ folder })
  t.teardown(postgres.stop)

  t.log(`first start: ${Math.round(performance.now() - begin)} ms`)
  t.regex(postgres.url, /^postgres:\/\/parlor:[\w-]{32}@127\.0\.0\.1:\d+\/parlor$/)
  t.regex(postgres.version, /^\d+\.\d+$/)
  const [row] = await query(
    postgres.url,
    `select current_setting('server_encoding') encoding, current_setting('TimeZone') zone,
      current_setting('listen_addresses') addresses, current_setting('unix_socket_directories') sockets,
      current_setting('max_connections') connections, upper('é') upper`,
  )
  const expected = { encoding: 'UTF8', zone: 'UTC', addresses: '127.0.0.1', sockets: '', connections: '200' }
  t.deepEqual(row, { ...expected, upper: 'É' })
})

test.serial('keeps what was committed for the next start, and stops twice without complaint', async (t) => {
  const folder = await testFolder(t)
  const first = await startPostgres({ folder })
  await query(first.url, 'create table kept as select 7 as number')
  const stopBegin = performance.now()
  await first.stop()
  t.log(`stop: ${Math.round(performance.now() - stopBegin)} ms`)
  await first.stop()
  const begin = performance.now()

  const second = await startPostgres({ folder })
  t.teardown(second.stop)

  t.log(`second start: ${Math.round(performance.now() - begin)} ms`)
  t.deepEqual(await query(second.url, 'select number from kept'), [{ number: 7 }])
})

test.serial('stops while connections are open and in the middle of work', async (t) => {
  const postgres = await startPostgres({ folder: await testFolder(t) })
  const sleeping = t.throwsAsync(query(postgres.url, 'select pg_sleep(60)'))
  const [row] = await query(postgres.url, `select pg_sleep(0.1), 1 as one`)
  t.is(row?.['one'], 1)

  await postgres.stop()

  await sleeping
})

test.serial('lets nobody in without the password, which only its owner can read', async (t) => {
  const folder = await testFolder(t)
  const postgres = await startPostgres({ folder })
  t.teardown(postgres.stop)
  const wrong = postgres.url.replace(/:[\w-]{32}@/, ':wrong@')

  const error = await t.throwsAsync<Error & { code?: string }>(query(wrong, 'select 1'))

  t.is(error.code, '28P01')
  t.is((await stat(join(folder, 'cluster', 'password'))).mode & 0o777, 0o600)
})

test.serial('starts afresh beside what an interrupted initdb has left', async (t) => {
  const folder = await testFolder(t)
  await mkdir(join(folder, 'unfinished-abc', 'data', 'base'), { recursive: true })
  await writeFile(join(folder, 'unfinished-abc', 'data', 'PG_VERSION'), '18\n')

  const postgres = await startPostgres({ folder })
  t.teardown(postgres.stop)

  t.deepEqual((await readdir(folder)).sort(), ['cluster', 'owner.json', 'server.log'])
})

test.serial('refuses data of another major version and names both', async (t) => {
  const folder = await testFolder(t)
  await mkdir(join(folder, 'cluster', 'data'), { recursive: true })
  await writeFile(join(folder, 'cluster', 'data', 'PG_VERSION'), '9\n')

  const error = await t.throwsAsync(startPostgres({ folder }), { instanceOf: EmbeddedPostgresError })

  t.is(error.code, 'version')
  t.regex(error.message, /^the data is of PostgreSQL 9, this is \d+\.\d+$/)
})

test.serial('says what the server said when it does not start, and lets go of the folder', async (t) => {
  const folder = await testFolder(t)
  await (await startPostgres({ folder })).stop()
  await rm(join(folder, 'cluster', 'data', 'global', 'pg_control'))

  const error = await t.throwsAsync(startPostgres({ folder }), { instanceOf: EmbeddedPostgresError })

  t.is(error.code, 'start-failed')
  t.regex(error.message, /could not find the database system/)
  t.true(error.hint.includes('server.log'))
  t.false((await readdir(folder)).includes('owner.json'))
})

test.serial('gives up when it is told to, and leaves nothing behind', async (t) => {
  const folder = await testFolder(t)
  const abort = new AbortController()
  const onProgress = (line: string): void => {
    if (line.startsWith('making')) abort.abort(new Error('enough'))
  }

  await t.throwsAsync(startPostgres({ folder, onProgress, signal: abort.signal }), { message: 'enough' })

  t.false((await readdir(folder)).some((name) => name === 'owner.json' || name === 'cluster'))
})

// Who is no root cannot become another user; for such a run all other tests are the proof.
if (isRoot) {
  test.serial(
    'as root, keeps the data where its user can get when the folder is for root alone',
    async (t) => {
      const folder = await testFolder(t)
      await chmod(folder, 0o700)
      const lines: string[] = []
      const first = await startPostgres({ folder })
      t.teardown(() => rm(dirname(dirname(first.dataFolder)), { recursive: true, force: true }))
      await query(first.url, 'create table kept as select 7 as number')
      await first.stop()

      const second = await startPostgres({ folder, onProgress: (line) => lines.push(line) })
      t.teardown(second.stop)

      t.is(second.dataFolder, first.dataFolder)
      t.false(first.dataFolder.startsWith(folder))
      t.regex(lines.join('\n'), /the database is in .* cannot enter/)
      t.true((await readFile(join(folder, 'data-is-in.txt'), 'utf8')).startsWith('/var/'))
      t.deepEqual(await query(second.url, 'select number from kept'), [{ number: 7 }])
    },
  )

  test.serial('as root, works for a plain user as well', async (t) => {
    const temporary = await testFolder(t)
    await chmod(temporary, 0o1777)

    const other = startOther(t, ['once'], { uid: 65_534, env: { TMPDIR: temporary } })

    t.deepEqual(await other.line(), { uid: 65_534, two: 2 })
  })
}
