import type { ImageProvider, ImageState, Moderator } from '@parlor/plugin-kit'
import test, { type ExecutionContext } from 'ava'
import sharp from 'sharp'
import {
  chatting,
  freshDatabase,
  mina,
  openBilling,
  plainPainter,
  openDoor,
  queryOn,
  stopPostgres,
  testTiers,
  testPlatform,
  walkToChat,
} from '../test-platform.ts'
import { maxTries, retryDelayMs } from './retry-delay.ts'

test.after.always(stopPostgres)

/** The look is painted as usual; each chat photo gets the given state. */
function chatPhotosGet(state: ImageState | (() => never)): ImageProvider {
  const painter = plainPainter()
  return {
    ...painter,
    start: async (request, call) => {
      if (request.references.length === 0) return await painter.start(request, call)
      return typeof state === 'function' ? state() : state
    },
  }
}

async function askForPhoto(t: ExecutionContext, imageProvider: ImageProvider, moderator?: Moderator) {
  const billing = openBilling()
  const slots = { billing, imageProvider, ...(moderator === undefined ? {} : { moderator }) }
  const { client: newClient, errors } = await testPlatform(t, slots)
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'A photo please',
  })
  const { events } = await client.until(`/v1/conversations/${conversation}/events`, (body) =>
    body.events.some(
      (event: { type: string }) => event.type === 'photo-failed' || event.type === 'photo-ready',
    ),
  )
  const end = events.find(
    (event: { type: string }) => event.type === 'photo-failed' || event.type === 'photo-ready',
  )
  return { client, conversation, end, errors }
}

test('a photo that failed says so, costs nothing and may be taken again', async (t) => {
  const { client, conversation, end } = await askForPhoto(
    t,
    chatPhotosGet({ status: 'failed', code: 'invalid', message: 'no such model' }),
  )

  t.deepEqual(end.data, {
    photo: end.data.photo,
    state: 'failed',
    code: 'invalid',
    mayRetry: true,
    counted: false,
  })
  const { body: subscription } = await client.call('GET', '/v1/subscription')
  t.is(subscription.features.find((feature: { id: string }) => feature.id === 'photos').used, 0)

  const [first, second] = await Promise.all([
    client.call('POST', `/v1/photos/${end.data.photo}/retry`),
    client.call('POST', `/v1/photos/${end.data.photo}/retry`),
  ])
  t.is(first.status, 202)
  t.is(first.body.id, second.body.id)
  const requested = (await client.events(conversation)).filter((event) => event.type === 'photo-requested')
  t.is(requested.length, 2)
  t.is(requested[1]?.type === 'photo-requested' && requested[1].data.retryOf, end.data.photo)
})

test('a refusal of the provider is a block and cannot be tried again', async (t) => {
  const { client, end } = await askForPhoto(
    t,
    chatPhotosGet({ status: 'failed', code: 'safety', message: 'E005' }),
  )

  t.like(end.data, { state: 'blocked', mayRetry: false })
  t.is((await client.call('POST', `/v1/photos/${end.data.photo}/retry`)).status, 409)
})

test('what is no picture never reaches anybody', async (t) => {
  const bytes = new TextEncoder().encode('<svg onload="alert(1)"/>')
  const { client, end } = await askForPhoto(
    t,
    chatPhotosGet({ status: 'done', images: [{ mime: 'image/png', bytes }] }),
  )

  t.like(end.data, { state: 'failed', code: 'bad-picture' })
  t.is((await client.bytes(`/v1/photos/${end.data.photo}/image`)).status, 404)
})

test('a picture that its provider flagged is blocked', async (t) => {
  const bytes = new Uint8Array(
    await sharp({ create: { width: 64, height: 80, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  )
  const { end } = await askForPhoto(
    t,
    chatPhotosGet({ status: 'done', images: [{ mime: 'image/png', bytes }], flagged: ['sensitive'] }),
  )

  t.like(end.data, { state: 'blocked', mayRetry: false })
})

test('a moderator that fails for a moment delays a photo and does not end it', async (t) => {
  let judged = 0
  const moderator: Moderator = {
    stages: ['prompt', 'image'],
    async check(stage) {
      if (stage === 'prompt' && ++judged === 2) throw new Error('away')
      return { action: 'allow', categories: [] }
    },
  }
  const { end, errors } = await askForPhoto(t, plainPainter(), moderator)

  t.is(end.type, 'photo-ready')
  t.is(errors.length, 1)
})

test('a cancellation ends the photo even when the provider cannot be told', async (t) => {
  const painter = plainPainter()
  const billing = openBilling()
  const stubborn: ImageProvider = {
    ...painter,
    poll: async (handle, call) =>
      painter.starts.length < 2
        ? await (painter.poll?.(handle, call) ?? { status: 'running', handle })
        : { status: 'running', handle, pollAfterMs: 20 },
    cancel: async () => {
      throw new Error('no such prediction')
    },
  }
  const { client: newClient } = await testPlatform(t, { billing, imageProvider: stubborn })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'A photo please',
  })
  const { events } = await client.until(
    `/v1/conversations/${conversation}/events`,
    (body) => body.events.length === 3,
  )
  const { photo } = events.find((event: { type: string }) => event.type === 'photo-requested').data
  await client.until(`/v1/photos/${photo}`, (body) => body.state === 'generating')

  // Whoever does not know yet that it was begun is asked first, and nothing is done.
  const free = await client.call('POST', `/v1/photos/${photo}/cancel`, { whileFree: true })
  t.like(free.body, { state: 'generating', isStopping: false })
  t.is((await client.call('POST', `/v1/photos/${photo}/cancel`)).status, 202)
  const ended = await client.until(`/v1/photos/${photo}`, (body) => body.state === 'canceled')
  t.true(ended.mayRetry)
  // The provider had begun and may be paid for it: otherwise painting and canceling would be free without end.
  const { body: subscription } = await client.call('GET', '/v1/subscription')
  t.is(subscription.features.find((feature: { id: string }) => feature.id === 'photos').used, 1)
})

test('a photo that is canceled while its prompt is judged is never asked for', async (t) => {
  const billing = openBilling()
  const painter = plainPainter()
  const judging = openDoor()
  const judged = openDoor()
  const moderator: Moderator = {
    stages: ['prompt', 'image'],
    async check(stage) {
      if (stage === 'prompt' && painter.starts.length > 0) {
        judging.open()
        await judged.opened
      }
      return { action: 'allow', categories: [] }
    },
  }
  const { client: newClient } = await testPlatform(t, { billing, imageProvider: painter, moderator })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'A photo please',
  })
  await judging.opened
  const { events } = await client.until(`/v1/conversations/${conversation}/events`, () => true)
  const { photo } = events.find((event: { type: string }) => event.type === 'photo-requested').data

  await client.call('POST', `/v1/photos/${photo}/cancel`, { whileFree: true })
  judged.open()
  await client.until(`/v1/photos/${photo}`, (body) => body.state === 'canceled')

  t.is(painter.starts.length, 1)
  const { body: subscription } = await client.call('GET', '/v1/subscription')
  t.is(subscription.features.find((feature: { id: string }) => feature.id === 'photos').used, 0)
})

test('a shutdown gives a start that is under way its moment, so that what was billed is kept', async (t) => {
  const databaseUrl = await freshDatabase()
  const billing = openBilling()
  const painter = plainPainter()
  const asked = openDoor()
  const { startIsIdempotent: _, ...paidOnce } = painter
  const slow: ImageProvider = {
    ...paidOnce,
    start: async (request, call) => {
      if (request.references.length > 0) {
        asked.open()
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
      return await painter.start(request, call)
    },
  }
  const first = await testPlatform(t, { billing, imageProvider: slow }, { databaseUrl })
  const client = first.client()
  const { conversation } = await walkToChat(client, billing)
  await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'A photo please',
  })
  await asked.opened
  await first.platform.close()

  const query = await queryOn(t, databaseUrl)
  const [left] = await query(`select state, handle is null as lost from photo where kind = 'chat'`)
  t.deepEqual(left, { state: 'generating', lost: false })
  await testPlatform(t, { billing, imageProvider: painter }, { databaseUrl, dataFolder: first.dataFolder })
  while ((await query(`select 1 from photo where kind = 'chat' and state = 'ready'`)).length === 0);
  t.is(painter.starts.length, 2)
})

test('what was paid is finished, however long nobody was here to look', async (t) => {
  const databaseUrl = await freshDatabase()
  const billing = openBilling()
  const painter = plainPainter()
  const looked = openDoor()
  let looks = 0
  const patient: ImageProvider = {
    ...painter,
    poll: async (handle, call) => {
      if (++looks > 1) looked.open()
      return looks === 1 && painter.poll !== undefined
        ? await painter.poll(handle, call)
        : { status: 'running', handle, pollAfterMs: 20 }
    },
  }
  const first = await testPlatform(t, { billing, imageProvider: patient }, { databaseUrl })
  const client = first.client()
  const { conversation } = await walkToChat(client, billing)
  await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'A photo please',
  })
  await looked.opened
  await first.platform.close()
  const query = await queryOn(t, databaseUrl)
  await query(`update photo set deadline_at = now() - interval '1 hour' where kind = 'chat'`)

  await testPlatform(t, { billing, imageProvider: painter }, { databaseUrl, dataFolder: first.dataFolder })
  for (;;) {
    const [photo] = await query(`select state, code from photo where kind = 'chat' and ended_at is not null`)
    if (photo === undefined) continue
    t.deepEqual(photo, { state: 'ready', code: null })
    break
  }
})

test('a start whose answer was lost, and that is found after its time, is finished: it was paid', async (t) => {
  const databaseUrl = await freshDatabase()
  const billing = openBilling()
  const { startIsIdempotent: _, ...painter } = plainPainter()
  const left = openDoor()
  const silent: ImageProvider = {
    ...painter,
    start: async (request, call) => {
      const state = await painter.start(request, call)
      if (request.references.length === 0) return state
      left.open()
      return await new Promise<ImageState>((_resolve, reject) => {
        call.signal.addEventListener('abort', () => reject(new Error('Nobody listens any more')))
      })
    },
  }
  const first = await testPlatform(t, { billing, imageProvider: silent }, { databaseUrl })
  const client = first.client()
  const { conversation } = await walkToChat(client, billing)
  await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'A photo please',
  })
  await left.opened
  await first.platform.close()
  const query = await queryOn(t, databaseUrl)
  await query(`update photo set deadline_at = now() - interval '1 hour' where kind = 'chat'`)

  const finding: ImageProvider = {
    ...painter,
    find: async () => ({ status: 'running', handle: { seed: 1, size: '64x80' } }),
  }
  await testPlatform(t, { billing, imageProvider: finding }, { databaseUrl, dataFolder: first.dataFolder })
  for (;;) {
    const [photo] = await query(`select state, code from photo where kind = 'chat' and ended_at is not null`)
    if (photo === undefined) continue
    t.deepEqual(photo, { state: 'ready', code: null })
    break
  }
})

test('where the first painting fails the first look is still given', async (t) => {
  const painter = plainPainter()
  let isBroken = true
  const moody: ImageProvider = {
    ...painter,
    start: async (request, call) =>
      isBroken
        ? { status: 'failed', code: 'invalid', message: 'no such model' }
        : await painter.start(request, call),
  }
  const tiers = testTiers.replace('paintAgain: { limit: 3, per: day }', '')
  const { client: newClient } = await testPlatform(t, { imageProvider: moody }, { tiers })
  const client = newClient()
  await client.signUp()
  await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
  await client.call('PUT', '/v1/avatar', mina)
  const { looks } = await client.until('/v1/avatar', (body) => body.looks[0].state === 'failed')
  isBroken = false

  t.is((await client.call('POST', `/v1/photos/${looks[0].id}/retry`)).status, 202)
  await client.until('/v1/avatar', (body) => body.looks.at(-1).state === 'ready')
  t.is((await client.call('POST', '/v1/avatar/reference', {})).status, 402)
})

test('a photo that is canceled before its request left costs nothing', async (t) => {
  const databaseUrl = await freshDatabase()
  const painter = plainPainter()
  const web = await testPlatform(t, {}, { databaseUrl, withWorker: false })
  const client = web.client()
  await client.signUp()
  await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
  await client.call('PUT', '/v1/avatar', mina)
  const { body: avatar } = await client.call('PUT', '/v1/avatar', { ...mina, age: 28 })
  t.is(avatar.paintAgain.left, 2)
  for (const look of avatar.looks) await client.call('POST', `/v1/photos/${look.id}/cancel`)

  await testPlatform(t, { imageProvider: painter }, { databaseUrl, dataFolder: web.dataFolder })
  const after = await client.until('/v1/avatar', (body) =>
    body.looks.every((look: { state: string }) => look.state === 'canceled'),
  )

  t.is(after.paintAgain.left, 3)
  t.deepEqual(painter.starts, [])
})

test('the accepted look goes along as the reference, with its seed', async (t) => {
  const requests: { references: number; seed: number | undefined; url: string }[] = []
  const painter = plainPainter()
  const { end } = await askForPhoto(t, {
    ...painter,
    start: async (request, call) => {
      const url = request.references[0]?.url.slice(0, 23) ?? ''
      requests.push({ references: request.references.length, seed: request.seed, url })
      return await painter.start(request, call)
    },
  })

  t.is(end.type, 'photo-ready')
  t.deepEqual(
    requests.map((request) => request.references),
    [0, 1],
  )
  t.is(requests[1]?.seed, requests[0]?.seed)
  t.is(requests[1]?.url, 'data:image/jpeg;base64,')
})

test('a photo that a stopped process left is finished by the next, and is paid once', async (t) => {
  const databaseUrl = await freshDatabase()
  const billing = openBilling()
  const painter = plainPainter()
  const polled = { count: 0 }
  const neverDone: ImageProvider = {
    ...painter,
    poll: async (handle, call) => {
      polled.count++
      if (polled.count > 1) return { status: 'running', handle, pollAfterMs: 20 }
      return await (painter.poll?.(handle, call) ?? { status: 'running', handle })
    },
  }
  const first = await testPlatform(t, { billing, imageProvider: neverDone }, { databaseUrl })
  const client = first.client()
  const { conversation } = await walkToChat(client, billing)
  await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'A photo please',
  })
  await client.until('/healthz', () => polled.count > 2)
  await first.platform.close()

  const second = await testPlatform(
    t,
    { billing, imageProvider: painter },
    { databaseUrl, dataFolder: first.dataFolder },
  )
  const query = await queryOn(t, databaseUrl)
  while ((await query(`select 1 from event where type = 'photo-ready'`)).length === 0);

  t.is(painter.starts.length, 2)
  t.is(new Set(painter.starts).size, 2)
  t.deepEqual(second.errors, [])
})

test('a photo whose tries are spent goes through the queue of the dead, by which the operator hears of it', async (t) => {
  const imageProvider = chatPhotosGet({ status: 'failed', code: 'transient', message: 'busy' })
  const settings = { recovery: { sweepSeconds: 1 } }
  const { warnings, query, post } = await chatting(t, { imageProvider }, { settings })
  await post('A photo please')
  const chatPhoto = async () => (await query(`select * from photo where kind = 'chat'`))[0]
  let photo = await chatPhoto()
  while (photo?.tries !== 2 || photo.claim !== null) photo = await chatPhoto()
  await query(
    `insert into photo_attempt (account_id, photo_id, no, key, provider, ended_at, outcome)
     values ($1, $2, 3, 'third', 'test', now(), 'transient')`,
    [photo.account_id, photo.id],
  )
  // The last try comes after most of a minute; here at once.
  await query('update photo set tries = $2, due_at = now() - $3::interval where id = $1', [
    photo.id,
    maxTries,
    '1 minute',
  ])
  const told = () => warnings.filter((line) => line.startsWith(`Photo ${photo.id}`))
  while (told().length === 0) await new Promise((resolve) => setTimeout(resolve, 20))

  const tries = [1, 2, 3, 4].map((no) => `${no} test: transient`).join(', ')
  t.deepEqual(told(), [
    `Photo ${photo.id} came to nothing, tries-spent (${tries}). See it by: parlor photos show ${photo.id}`,
  ])
  t.like(await chatPhoto(), { state: 'failed', code: 'tries-spent', tries: maxTries })
})

test('retries wait longer each time, with jitter', (t) => {
  const waits = Array.from({ length: maxTries }, (_item, index) => retryDelayMs(index + 1, () => 0))

  t.deepEqual(waits, [2000, 8000, 32_000])
  t.is(
    retryDelayMs(1, () => 1),
    2500,
  )
})
