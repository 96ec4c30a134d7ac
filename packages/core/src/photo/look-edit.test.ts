import type { ImageProvider } from '@parlor/plugin-kit'
import test, { type ExecutionContext } from 'ava'
import {
  chatting,
  mina,
  openDoor,
  plainPainter,
  queryOn,
  stopPostgres,
  testPlatform,
} from '../test-platform.ts'

test.after.always(stopPostgres)

/** Somebody with an avatar whose look waits, since nobody works here. */
async function described(t: ExecutionContext) {
  const { client: newClient, databaseUrl } = await testPlatform(t, {}, { withWorker: false })
  const client = newClient()
  await client.signUp()
  await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
  await client.call('PUT', '/v1/avatar', mina)
  const put = async (change: object) => await client.call('PUT', '/v1/avatar', { ...mina, ...change })
  return { client, put, query: await queryOn(t, databaseUrl) }
}

test('of two tabs that edit one description the second is told, and overwrites nothing unseen', async (t) => {
  const { put } = await described(t)

  const first = await put({ version: 1, age: 30 })
  const second = await put({ version: 1, appearance: 'Red hair' })
  const twice = await put({ version: 1, age: 30 })
  const seen = await put({ version: 2, age: 30, appearance: 'Red hair' })
  const unaware = await put({ age: 31 })

  t.like(first, { status: 200, body: { version: 2, age: 30 } })
  t.like(second, { status: 409, body: { type: '/problems/conflict', version: 2 } })
  // The same words again are a second click, not a second opinion.
  t.like(twice, { status: 200, body: { version: 2 } })
  t.like(seen, { status: 200, body: { version: 3, age: 30, appearance: 'Red hair' } })
  t.like(unaware, { status: 200, body: { version: 4, age: 31, appearance: mina.appearance } })
})

test('edits and paint-agains at once leave one painting of each version, and pay for no more', async (t) => {
  const { client, put, query } = await described(t)
  const [look] = (await client.call('GET', '/v1/avatar')).body.looks
  await query(`update photo set state = 'failed', code = 'expired', ended_at = now() where id = $1`, [
    look.id,
  ])
  const paint = async () => await client.call('POST', '/v1/avatar/reference', {})
  const retry = async () => await client.call('POST', `/v1/photos/${look.id}/retry`)

  const answers = await Promise.all([
    put({ version: 1, age: 30 }),
    paint(),
    retry(),
    put({ version: 1, age: 31 }),
    paint(),
    put({ version: 1, age: 30 }),
  ])

  const statuses = answers.map(({ status }) => status)
  t.true(
    statuses.every((status) => [200, 202, 409].includes(status)),
    String(statuses),
  )
  const { body: avatar } = await client.call('GET', '/v1/avatar')
  t.is(avatar.version, 2)
  const open = avatar.looks.filter((entry: { state: string }) => entry.state === 'queued')
  const versions = open.map((entry: { version: number }) => entry.version)
  t.deepEqual(versions, [...new Set(versions)])
  // The first look is free, all others are held.
  t.is(avatar.paintAgain.left, 3 - (open.length - 1))
})

test('the limit is told with the time when more come, and an edit beyond it changes nothing', async (t) => {
  const { client, put } = await described(t)
  for (const age of [30, 31, 32]) await put({ age })

  const refused = await put({ age: 33 })

  const { body: avatar } = await client.call('GET', '/v1/avatar')
  t.like(avatar, { version: 4, age: 32, paintAgain: { limit: 3, left: 0, per: 'day' } })
  t.like(refused, {
    status: 402,
    body: { feature: 'paintAgain', usedUp: true, until: avatar.paintAgain.until },
  })
  t.regex(avatar.paintAgain.until, /T00:00:00\.000Z$/)
  t.true(Date.parse(avatar.paintAgain.until) > Date.now())
  // What was never begun is given back when it is canceled.
  await client.call('POST', `/v1/photos/${avatar.looks.at(-1).id}/cancel`)
  t.is((await client.call('GET', '/v1/avatar')).body.paintAgain.left, 1)
})

test('a new look that fails leaves the one in use, and what is painted while one edits is kept', async (t) => {
  const painter = plainPainter()
  let isBroken = false
  const slow = openDoor()
  const imageProvider: ImageProvider = {
    ...painter,
    start: async (request, call) => {
      if (isBroken) return { status: 'failed', code: 'invalid', message: 'no such model' }
      return await painter.start(request, call)
    },
    async poll(handle, call) {
      if (painter.starts.length === 2) await slow.opened
      return (await painter.poll?.(handle, call)) ?? { status: 'running', handle }
    },
  }
  const { client, say } = await chatting(t, { imageProvider })
  const avatar = async (isDone: (looks: { state: string }[]) => boolean) =>
    await client.until('/v1/avatar', (body) => isDone(body.looks))
  const { accepted } = await avatar(() => true)

  await client.call('PUT', '/v1/avatar', { ...mina, name: 'Mia', version: 1 })
  await avatar((looks) => looks[1]?.state === 'generating')
  isBroken = true
  await client.call('PUT', '/v1/avatar', { ...mina, name: 'Mo', version: 2 })
  const failed = await avatar((looks) => looks[2]?.state === 'failed')
  t.like(failed, { version: 3, name: 'Mo', accepted })
  t.is((await say('Hello')).reason, 'answered')

  // The one that was being painted when its description was edited comes all the same.
  slow.open()
  const kept = await avatar((looks) => looks[1]?.state === 'ready')
  t.like(kept, { version: 3, accepted })

  isBroken = false
  t.is((await client.call('POST', `/v1/photos/${failed.looks[2].id}/retry`)).status, 202)
  const { looks } = await avatar((entries) => entries[3]?.state === 'ready')
  t.like(looks[3], { version: 3, retryOf: failed.looks[2].id, alt: 'A portrait of Mo' })
  await client.call('POST', '/v1/avatar/reference/accept', { photoId: looks[3].id })
  const { body: me } = await client.call('GET', '/v1/me')
  t.like(me, { next: 'chat', avatar: { accepted: { version: 3, name: 'Mo', photo: looks[3].id } } })
})
