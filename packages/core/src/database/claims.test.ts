import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { startTestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import { ClaimLostError, createClaims } from './claims.ts'
import { openDatabase, type Database } from './database.ts'
import { migrate } from './migrate.ts'

const postgres = await startTestPostgres()
test.after.always(async () => await postgres.stop())

const seconds = 3

/** A turn that is claimed for a few seconds, and held over a wire of its own that can be silenced. */
async function heldTurn(t: ExecutionContext) {
  const url = await postgres.createDatabase()
  const database = openDatabase(url)
  t.teardown(database.close)
  await migrate(database)
  const claim = randomUUID()
  await database.pool.query(
    `insert into turn (account_id, id, conversation_id, state, claim, due_at)
     values ('a', 't', 'c', 'running', $1, now() + $2 * interval '1 second')`,
    [claim, seconds],
  )
  const wire = await openWire(t, url)
  const holder = openDatabase(wire.url)
  t.teardown(async () => {
    wire.cut()
    await holder.close()
  })
  const claims = createClaims(holder, 'turn', { seconds, report: (error) => t.log(error) })
  t.teardown(() => claims.close())
  return { database, claim, claims, wire }
}

test('a claim that is kept outlives its time, and its row stays ours', async (t) => {
  const { database, claim, claims } = await heldTurn(t)
  const held = claims.hold(claim)
  const firstDue = await dueAt(database)

  while (Number(await dueAt(database)) < Number(firstDue) + 2 * seconds * 1000) await moment()

  t.false(held.signal.aborted)
})

test('whoever holds a row that was taken over hears of it', async (t) => {
  const { database, claim, claims } = await heldTurn(t)
  const held = claims.hold(claim)

  await database.pool.query('update turn set claim = $1', [randomUUID()])
  await once(held.signal, 'abort')

  t.true(held.signal.reason instanceof ClaimLostError)
})

test('a wish to stop that stands in the row is heard without the bus', async (t) => {
  const { database, claim, claims } = await heldTurn(t)
  const stopped = new Promise<void>((resolve) => claims.hold(claim, { onStop: resolve }))

  await database.pool.query('update turn set stop = true')

  await t.notThrowsAsync(stopped)
})

test('on a silent line a claim is given up before another may take the row', async (t) => {
  const { database, claim, claims, wire } = await heldTurn(t)
  const held = claims.hold(claim)
  const firstDue = await dueAt(database)
  while (Number(await dueAt(database)) === Number(firstDue)) await moment()

  wire.silence()
  await once(held.signal, 'abort')

  const { rows } = await database.pool.query('select due_at > now() as "isOurs" from turn')
  t.deepEqual(rows, [{ isOurs: true }])
  t.true(held.signal.reason instanceof ClaimLostError)
})

async function dueAt(database: Database): Promise<Date> {
  const { rows } = await database.pool.query<{ due_at: Date }>('select due_at from turn')
  return rows[0]?.due_at ?? new Date(0)
}

async function moment(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50))
}

/** A way to the database that can fall silent: nothing arrives any more, and nothing is closed. */
async function openWire(t: ExecutionContext, databaseUrl: string) {
  const target = new URL(databaseUrl)
  let isSilent = false
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    sockets.push(near, far)
    near.on('data', (bytes) => void (isSilent || far.write(bytes)))
    far.on('data', (bytes) => void (isSilent || near.write(bytes)))
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = new URL(databaseUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port) // a TCP port was asked for
  return {
    url: url.href,
    silence: () => {
      isSilent = true
    },
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}
