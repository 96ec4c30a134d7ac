import test from 'ava'
import {
  openBilling,
  plainPainter,
  queryOn,
  stopPostgres,
  testPlatform,
  walkToChat,
} from './test-platform.ts'
import { openDatabase } from './database/database.ts'
import { verifyAudit } from './audit/verify.ts'

test.after.always(stopPostgres)

type Entry = {
  readonly actor: string
  readonly account_id: string | null
  readonly type: string
  readonly data: any // eslint-disable-line typescript/no-explicit-any -- a test looks into any shape
}

/** The audit events of a database in the order of the chain, once all are sealed; without that of its first start. */
async function trailOf(query: Awaited<ReturnType<typeof queryOn>>): Promise<readonly Entry[]> {
  for (;;) {
    if ((await query('select from audit_pending')).length === 0) break
  }
  return (await query(
    `select e.actor, e.account_id, e.type, e.data from audit_event e join audit_seal s on s.audit_event_id = e.id
     where e.type <> 'tiers-changed' order by s.seq`,
  )) as Entry[]
}

test('all that a person causes on the way to a photo and out again is on record', async (t) => {
  const billing = openBilling()
  const painter = plainPainter()
  const { client: newClient, databaseUrl } = await testPlatform(t, { billing, imageProvider: painter })
  const query = await queryOn(t, databaseUrl)
  const client = newClient()
  const { account, conversation } = await walkToChat(client, billing)
  const events = `/v1/conversations/${conversation}/events`
  const has = (body: { events: { type: string }[] }, type: string) =>
    body.events.some((event) => event.type === type)
  const message = { id: 'message-1', text: 'Could you send me a photo of the lighthouse?' }

  await client.call('POST', `/v1/conversations/${conversation}/messages`, message)
  // The same again changes nothing, and is nothing to record.
  await client.call('POST', `/v1/conversations/${conversation}/messages`, message)
  await client.until(events, (body) => has(body, 'turn-ended') && has(body, 'photo-ready'))
  await client.call('POST', '/v1/auth/update-user', { name: 'Sam' })
  await client.call('POST', '/v1/subscription/cancel')
  await client.call('POST', '/v1/subscription/resume')
  await client.call('POST', '/v1/auth/sign-out')

  const trail = await trailOf(query)
  const types = trail.map((entry) => entry.type)
  const photo = ['photo-requested', 'photo-starting', 'photo-generating', 'photo-finishing', 'photo-ready']
  t.deepEqual(
    types.filter((type) => !photo.includes(type)),
    [
      'account-created',
      'session-started',
      'adult-confirmed',
      'words-judged',
      'conversation-opened',
      'avatar-described',
      'look-accepted',
      'subscription-changed',
      'message-accepted',
      'turn-ended',
      'account-changed',
      'subscription-cancel-asked',
      'subscription-changed',
      'subscription-resume-asked',
      'subscription-changed',
      'session-ended',
    ],
  )
  for (const type of photo) t.is(types.filter((other) => other === type).length, 2, type)
  t.true(trail.every((entry) => entry.account_id === account))
  const of = (type: string) => trail.find((entry) => entry.type === type)
  t.like(of('message-accepted'), { actor: 'user', data: { conversation, message: 'message-1', seq: 1 } })
  t.like(of('turn-ended'), {
    data: { conversation, attempt: 1, reason: 'answered', turn: of('message-accepted')?.data.turn },
  })
  t.like(of('photo-starting'), { actor: 'plugin:test', data: { moderation: 'allow', tries: 0 } })
  t.like(of('photo-ready'), { actor: 'plugin:test', data: { moderation: 'allow' } })
  t.like(of('account-changed'), { actor: 'user', data: { fields: ['name'] } })
  // Neither what was said nor how to reach the person.
  t.notRegex(JSON.stringify(trail.filter((entry) => !entry.type.startsWith('photo-'))), /lighthouse|@example/)
  const database = openDatabase(databaseUrl)
  t.teardown(database.close)
  // With the event of the first start.
  t.like(await verifyAudit(database), { finding: undefined, count: trail.length + 1 })
})

test('a checkout, a wrong password, a stop and a photo that is not wanted are on record, once', async (t) => {
  const billing = openBilling()
  let isAway = true
  const { client: newClient, databaseUrl } = await testPlatform(t, {
    billing,
    chatModel: {
      async *stream(_request, { signal }) {
        yield { type: 'text', text: 'Well' }
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    },
    imageProvider: {
      ...plainPainter(),
      async start(request, call) {
        return isAway
          ? { status: 'failed', code: 'invalid', message: 'no' }
          : await plainPainter().start(request, call)
      },
    },
  })
  const query = await queryOn(t, databaseUrl)
  const client = newClient()
  const email = await client.signUp()
  await newClient().call('POST', '/v1/auth/sign-in/email', { email, password: 'a wrong one' })
  await newClient().call('POST', '/v1/auth/sign-in/email', {
    email: 'nobody@example.com',
    password: 'a wrong one',
  })
  await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
  await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
  await client.call('PUT', '/v1/avatar', {
    name: 'Mina',
    gender: 'woman',
    age: 27,
    nationality: 'Korean',
    appearance: 'Dark wavy hair.',
  })
  const failed = await client.until('/v1/avatar', (body) => body.looks[0]?.state === 'failed')
  isAway = false
  await client.call('POST', `/v1/photos/${failed.looks[0].id}/retry`)
  const { looks } = await client.until('/v1/avatar', (body) => body.looks[1]?.state === 'ready')
  await client.call('POST', '/v1/avatar/reference/accept', { photoId: looks[1].id })
  await client.call('POST', '/v1/checkout', { tier: 'companion' })
  const { body: me } = await client.call('GET', '/v1/me')
  billing.paid.set(me.user.id, {})
  await client.call(
    'POST',
    '/v1/webhooks/test',
    { id: 'evt-1', ref: me.user.id },
    { 'x-test-signature': 'right' },
  )
  await client.until('/v1/me', (body) => body.next === 'chat')
  const path = `/v1/conversations/${me.conversation}`
  await client.call('POST', `${path}/messages`, { id: 'message-1', text: 'Hello' })
  while ((await query(`select from turn where state = 'running'`)).length === 0);
  await client.call('POST', `${path}/stop`)
  await client.until(`${path}/events`, (body) =>
    body.events.some((event: { type: string }) => event.type === 'turn-ended'),
  )
  await client.call('POST', `${path}/stop`)

  const trail = await trailOf(query)
  const counts: Record<string, number> = {}
  for (const { type } of trail) counts[type] = (counts[type] ?? 0) + 1
  t.like(counts, {
    'sign-in-failed': 1,
    'adult-confirmed': 1,
    'photo-requested': 2,
    'photo-failed': 1,
    'photo-ready': 1,
    'checkout-opened': 1,
    'subscription-changed': 1,
    'turn-stop-asked': 1,
    'turn-ended': 1,
  })
  const retried = trail.filter((entry) => entry.type === 'photo-requested')[1]
  t.is(retried?.data.retryOf, failed.looks[0].id)
  t.like(trail.find((entry) => entry.type === 'photo-failed')?.data, {
    code: 'invalid',
    photo: failed.looks[0].id,
  })
  t.like(trail.find((entry) => entry.type === 'turn-ended')?.data, { reason: 'stopped' })
})

test('what fails with its transaction is on no record, and of words that are refused only that they were', async (t) => {
  const { client: newClient, databaseUrl } = await testPlatform(t)
  const query = await queryOn(t, databaseUrl)
  const client = newClient()
  await client.signUp()
  await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
  const before = await trailOf(query)

  await client.call('PUT', '/v1/avatar', {
    name: 'Mina',
    gender: 'woman',
    age: 27,
    nationality: 'Korean',
    appearance: 'something forbidden',
  })
  await client.call('POST', '/v1/conversations/none/messages', { id: 'message-1', text: 'Hello' })
  await client.call('POST', '/v1/subscription/cancel')
  await client.call('POST', '/v1/avatar/reference/accept', { photoId: 'none' })

  const after = await trailOf(query)
  t.deepEqual(after.slice(0, before.length), before)
  t.deepEqual(
    after.slice(before.length).map(({ type }) => type),
    ['strike-given'],
  )
  t.notRegex(JSON.stringify(after), /something/)
})

test('a plugin in the slot auditSink is given what the platform records', async (t) => {
  const types: string[] = []
  const { client: newClient } = await testPlatform(t, {
    auditSink: {
      async write(events) {
        types.push(...events.map((event) => event.type))
      },
    },
  })

  await newClient().signUp()
  while (types.length < 3) await new Promise((resolve) => setTimeout(resolve, 20))

  t.deepEqual(types, ['tiers-changed', 'account-created', 'session-started'])
})
