import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import pg from 'pg'
import { openDatabase } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { windowRows } from './fold.ts'
import { acceptMessage } from './accept.ts'
import { askToStop, claimTurns, endTurn } from './turn-queue.ts'

const postgres = await startTestPostgres()
test.after.always(async () => await postgres.stop())

/** A conversation of account `a` with an avatar, and nothing said in it. */
async function silentConversation(t: ExecutionContext) {
  const url = await postgres.createDatabase()
  const database = openDatabase(url)
  t.teardown(database.close)
  await migrate(database)
  await database.knex('avatar').insert({ account_id: 'a', id: 'av', version: 1 })
  await database.knex('avatar_version').insert({
    avatar_id: 'av',
    version: 1,
    name: 'Mina',
    gender: 'woman',
    age: 27,
    nationality: 'Korean',
    appearance: 'Dark hair.',
  })
  await database.knex('conversation').insert({ account_id: 'a', id: 'c', avatar_id: 'av' })
  const turn = async (id: string, state: string, attempt = 0) =>
    await database.knex('turn').insert({ account_id: 'a', id, conversation_id: 'c', state, attempt })
  return { url, database, turn }
}

test('a turn that is begun again has its own messages, however much was said since', async (t) => {
  const { database, turn } = await silentConversation(t)
  const own = { account_id: 'a', conversation_id: 'c', type: 'message-sent' }
  await database.knex('event').insert([
    { ...own, seq: 1, key: 'message:first', turn_id: 'first', data: { id: 'first', text: 'A photo?' } },
    { ...own, seq: 2, key: 'photo:1', turn_id: 'first', type: 'photo-requested', data: { photo: 'p' } },
    ...Array.from({ length: 200 }, (_, index) => ({
      ...own,
      seq: index + 3,
      key: `message:${index}`,
      turn_id: 'second',
      data: { id: `m${index}`, text: 'And?' },
    })),
  ])
  await turn('first', 'running', 1)
  await turn('second', 'waiting')

  const claimed = await claimTurns(database, 8)

  t.deepEqual(
    claimed.map(({ id, attempt }) => ({ id, attempt })),
    [{ id: 'first', attempt: 2 }],
  )
  const seqs = claimed[0]?.material?.events?.map(([seq]) => seq) ?? []
  t.deepEqual(seqs.slice(0, 3), [1, 2, 203 - windowRows])
  t.is(seqs.length, 2 + windowRows)
})

test('a stop that meets the claim of its turn is marked on it', async (t) => {
  const { url, database, turn } = await silentConversation(t)
  await turn('t', 'waiting')
  const worker = new pg.Client({ connectionString: url })
  await worker.connect()
  t.teardown(async () => await worker.end())
  await worker.query('begin')
  await worker.query(`update turn set state = 'running', claim = gen_random_uuid(), attempt = 1`)

  const stopping = askToStop(database, 'a', 'c')
  const isWaiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await database.pool.query(isWaiting)).rowCount === 0) await new Promise(setImmediate)
  await worker.query('commit')

  t.is(await stopping, 't')
  t.deepEqual(await database.knex('turn').select('state', 'stop'), [{ state: 'running', stop: true }])
})

test('a turn reads no table whole, though all of them were empty when statistics were taken', async (t) => {
  const { database } = await silentConversation(t)
  await database.knex.raw('analyze')
  await database.knex.raw('select pg_stat_force_next_flush()')
  const scans = async () => {
    await database.pool.query('select pg_stat_force_next_flush()')
    const { rows } = await database.pool.query<{ relname: string; seq_scan: string }>(
      `select relname, seq_scan from pg_stat_user_tables
       where relname ~ '^(event_\\d|turn|conversation|avatar|avatar_version|users)$' order by relname`,
    )
    return rows
  }
  const before = await scans()

  await acceptMessage(database, { account: 'a', conversation: 'c' }, { id: 'm', text: 'Hi' }, 'elsewhere')
  const [claimed] = await claimTurns(database, 8)
  if (claimed === undefined) return t.fail('No turn was claimed')
  await endTurn(database, claimed, { reason: 'answered', text: 'Hello' }, {})

  t.deepEqual(await scans(), before)
})
