import type { ImageProvider, ImageState } from '@parlor/plugin-kit'
import test from 'ava'
import { newId } from '../database/id.ts'
import { openDoor, plainPainter, queryOn, stopPostgres, testPlatform } from '../test-platform.ts'
import { isReachable } from './webhook-url.ts'

test.after.always(stopPostgres)

const settings = { publicUrl: 'https://parlor.example.com', recovery: { sweepSeconds: 1 } }
/** Nobody looks so late: only a webhook can have woken the worker. */
const never = 3_600_000

test('a signed webhook wakes the worker, which asks before it acts; all else changes nothing and says nothing', async (t) => {
  const painter = plainPainter()
  const addresses: string[] = []
  const asked = openDoor()
  const answered = openDoor()
  let polls = 0
  const imageProvider: ImageProvider = {
    ...painter,
    async start({ webhookUrl = '' }) {
      addresses.push(webhookUrl)
      asked.open()
      await answered.opened
      return { status: 'running', handle: { seed: 1, size: '64x80' }, pollAfterMs: never }
    },
    async poll(handle, call) {
      polls++
      return (await painter.poll?.(handle, call)) as ImageState
    },
    webhook: {
      verify: ({ headers, raw }) =>
        headers.get('x-signature') === 'right'
          ? { body: JSON.parse(Buffer.from(raw).toString()) }
          : 'refused',
      read(body) {
        const { model, state } = body as { model?: string; state?: ImageState }
        if (state === undefined) throw new Error('There is no state in it')
        return model === 'ours' ? state : undefined
      },
    },
  }
  const { client, databaseUrl, warnings } = await testPlatform(t, { imageProvider }, { settings })
  const query = await queryOn(t, databaseUrl)
  const photo = newId()
  await query(
    `insert into photo (account_id, id, avatar_id, avatar_version, kind, state, scene, seed, prompt, due_at,
       deadline_at, width, height, webhook_secret)
     values ('a1', $1, 'a', 1, 'chat', 'queued', 'by the sea', 1, 'A photograph of one adult person',
       now() - interval '1 minute', now() + interval '10 minutes', 64, 80, 'never sent')`,
    [photo],
  )
  await asked.opened
  const [address = ''] = addresses
  const { pathname } = new URL(address)
  const call = async (path: string, body: unknown, signature = 'right') =>
    (await client().call('POST', path, body, { 'x-signature': signature })).status
  const told = (handle: object) => ({ model: 'ours', state: { status: 'done', handle, images: [] } })
  const mine = told({ seed: 1, size: '64x80' })
  const row = async () =>
    (await query('select state, note, hinted, claim from photo where id = $1', [photo]))[0]
  t.true(address.startsWith(`https://parlor.example.com/v1/webhooks/test/${photo}.`))

  // Before the create's answer came.
  const before = await row()
  t.is(await call(pathname, mine, 'wrong'), 401)
  t.is(await call(pathname, '{"model":'), 400)
  t.is(await call(pathname, [1, 2]), 400)
  t.is(await call(pathname, 'x'.repeat(5_000_000)), 413)
  t.is(await call(`/v1/webhooks/test/${newId()}.${pathname.split('.')[1]}`, mine), 200)
  t.is(await call(`/v1/webhooks/test/${photo}.${'x'.repeat(32)}`, mine), 200)
  t.is(await call(pathname, { ...mine, model: 'other' }), 200)
  t.deepEqual(await row(), before)
  t.is(await call(pathname, mine), 200)
  t.like(await row(), { state: 'starting', hinted: true, claim: before.claim })
  t.is(await call(pathname, { model: 'ours', state: { status: 'running', handle: { seed: 1 } } }), 200)
  t.is((await row()).note.status, 'done')
  answered.open()
  // The holder gives the photo back in an hour, but for the hint.
  while ((await row()).state !== 'ready');
  t.is(polls, 1)

  const ended = await row()
  t.is(await call(pathname, told({ seed: 2 })), 200)
  t.is(
    await call(pathname, { model: 'ours', state: { status: 'failed', code: 'transient', message: '' } }),
    200,
  )
  t.deepEqual(await row(), ended)
  const ignored = warnings.filter((line) => line.startsWith('Security:'))
  t.deepEqual(
    ignored.map((line) => /ignored, ([a-z-]+), photo [0-9a-f-]+$/.exec(line)?.[1]),
    ['unknown-photo', 'wrong-secret', 'not-ours', 'other-handle', 'other-handle'],
  )
  t.false(warnings.some((line) => line.includes(pathname.split('.')[1] ?? '')))
})

test('an address is reachable when it is https and of no local host', (t) => {
  const reachable = ['https://parlor.example.com', 'https://8.8.8.8:8443/base']
  const local = [
    'http://parlor.example.com',
    'https://localhost:3000',
    'https://127.0.0.1',
    'https://10.1.2.3',
    'https://172.20.0.1',
    'https://192.168.1.1',
    'https://[::1]',
    'https://box.local',
  ]

  t.deepEqual([...reachable, ...local].filter(isReachable), reachable)
})
