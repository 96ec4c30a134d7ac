import type { ImageProvider } from '@parlor/plugin-kit'
import test from 'ava'
import { openDatabase } from '../database/database.ts'
import { nextFrame, openStream } from '../http/open-stream-for-test.ts'
import {
  chatting,
  mina,
  openDoor,
  plainPainter,
  queryOn,
  stopPostgres,
  testPlatform,
  type TestClient,
} from '../test-platform.ts'
import { readExpectedRun } from './expected-time.ts'
import { farthestPlace, queuePlace } from './queue-place.ts'

test.after.always(stopPostgres)

const columns = `account_id, id, avatar_id, avatar_version, kind, state, scene, seed, prompt, deadline_at, width, height,
  webhook_secret, tries, due_at, provider, model, created_at, started_at, ended_at`

test('a photo that waits tells how many are before it, and moves up when one of them goes', async (t) => {
  const { client: newClient, databaseUrl } = await testPlatform(t, {}, { withWorker: false })
  const query = await queryOn(t, databaseUrl)
  const people: { client: TestClient; path: string; look: { id: string; place: number } }[] = []
  for (let count = 0; count < 3; count++) {
    const client = newClient()
    await client.signUp()
    await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
    const { body } = await client.call('PUT', '/v1/avatar', mina)
    people.push({ client, path: `/v1/photos/${body.looks[0].id}`, look: body.looks[0] })
  }
  const places = async () =>
    await Promise.all(people.map(async ({ client, path }) => (await client.call('GET', path)).body.place))
  t.deepEqual(
    people.map(({ look }) => look.place),
    [0, 1, 2],
  )

  // One whose try failed waits for its next, and is overtaken meanwhile.
  await query(`update photo set tries = 1, due_at = now() + interval '1 minute' where id = $1`, [
    people[0]?.look.id,
  ])
  t.deepEqual(await places(), [null, 0, 1])
  await query(`update photo set due_at = now() where id = $1`, [people[0]?.look.id])
  t.deepEqual(await places(), [null, 1, 2])

  // Nobody works here: a photo that waits is canceled all the same, at once and for free.
  const canceled = (await people[1]?.client.call('POST', `${people[1].path}/cancel`))?.body
  t.like(canceled, { state: 'canceled', place: null, isStopping: false, counted: false, mayRetry: true })
  t.deepEqual(await places(), [null, null, 1])
})

test('a long queue is counted so far and no further', async (t) => {
  const { databaseUrl } = await testPlatform(t, {}, { withWorker: false })
  const database = openDatabase(databaseUrl)
  t.teardown(async () => await database.close())
  await database.knex.raw(
    `insert into photo (${columns}) select 'a' || n, lpad(n::text, 8, '0'), 'av', 1, 'chat', 'queued', 's', 1, 'p', now(),
       1, 1, 'w', 0, now(), null, null, now(), null, null from generate_series(0, 999) n`,
  )

  t.is(await queuePlace(database, '00000150'), 150)
  t.is(await queuePlace(database, '00000900'), farthestPlace)
})

test('what is expected is what the same model took for the same kind; late is what few are', async (t) => {
  const { databaseUrl } = await testPlatform(t, {}, { withWorker: false })
  const database = openDatabase(databaseUrl)
  t.teardown(async () => await database.close())
  const seconds = {
    'chat p quick': [1, 2, 3, 4, 50],
    'reference p quick': [9, 9, 9],
    'reference p slow': [60, 60, 60, 60],
    'chat q quick': [30],
  }
  for (const [key, runs] of Object.entries(seconds)) {
    const [kind, provider, model] = key.split(' ')
    for (const [n, run] of runs.entries()) {
      await database.knex.raw(
        // Waited for an hour before: that is the queue's time, not the model's.
        `insert into photo (${columns}) values ('a', ?, 'av', 1, ?, 'ready', 's', 1, 'p', now(), 1, 1, 'w', 0, now(), ?, ?,
           now() - interval '1 hour', now(), now() + ? * interval '1 second')`,
        [`${key} ${n}`, kind ?? '', provider ?? '', model ?? '', run],
      )
    }
  }
  const expected = async (kind: 'chat' | 'reference', provider: string | null, model: string | null) =>
    await readExpectedRun(database, { kind, provider, model })

  t.deepEqual(await expected('chat', 'p', 'quick'), { expectedMs: 3000, lateMs: 50_000 })
  t.deepEqual(await expected('reference', 'p', 'quick'), { expectedMs: 9000, lateMs: 12_800 })
  t.deepEqual(await expected('chat', 'p', 'slow'), { expectedMs: 60_000, lateMs: 74_000 })
  t.deepEqual(await expected('chat', 'q', 'quick'), { expectedMs: 30_000, lateMs: 38_000 })
  t.deepEqual(await expected('chat', 'p', 'new'), { expectedMs: 15_000, lateMs: 45_000 })
  t.deepEqual(await expected('chat', null, null), { expectedMs: 15_000, lateMs: 45_000 })
})

test('the stream tells the stages of a photo with the times that the photo itself tells', async (t) => {
  const painter = plainPainter()
  const finished = openDoor()
  let isFirst = true
  const imageProvider: ImageProvider = {
    ...painter,
    start: async (request, call) => {
      if (request.references.length > 0 && isFirst) {
        isFirst = false
        return { status: 'failed', code: 'transient', message: 'busy' }
      }
      return await painter.start(request, call)
    },
    async poll(handle, call) {
      if (painter.starts.length > 1) await finished.opened
      return (await painter.poll?.(handle, call)) ?? { status: 'running', handle }
    },
  }
  const { url, path, client, post } = await chatting(t, { imageProvider })
  const frames = await openStream(t, `${url}${path}/stream?after=0`, { cookie: client.cookie() })
  await post('A photo please')
  const told: { state: string; tries: number; [name: string]: unknown }[] = []
  while (told.at(-1)?.state !== 'finishing') {
    const { event, data } = await nextFrame(frames)
    if (event !== 'progress') continue
    told.push(data)
    if (data.state !== 'generating') continue
    const { body } = await client.call('GET', `/v1/photos/${data.photo}`)
    t.like(body, { state: 'generating', tries: 1, place: null, waitedMs: data.waitedMs, lateMs: data.lateMs })
    t.true(body.waitedMs > 1000 && body.elapsedMs >= data.elapsedMs && body.expectedMs > body.waitedMs)
    finished.open()
  }

  const stages = told.map(({ state, tries }) => `${state} ${tries}`)
  t.deepEqual([...new Set(stages)], ['starting 0', 'queued 1', 'starting 1', 'generating 1', 'finishing 1'])
  for (const frame of told) {
    const names = ['elapsedMs', 'expectedMs', 'lateMs', 'photo', 'place', 'state', 'tries', 'waitedMs']
    t.deepEqual(Object.keys(frame).toSorted(), names)
  }
})
