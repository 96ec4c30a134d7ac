import test, { type ExecutionContext } from 'ava'
import {
  mina,
  openBilling,
  queryOn,
  stopPostgres,
  testPlatform,
  testTiers,
  walkToChat,
  type TestClient,
} from './test-platform.ts'

test.after.always(stopPostgres)

const consent = { over18: true, termsVersion: '1' }

/** How many audit events of a type there are. */
async function countOf(t: ExecutionContext, databaseUrl: string, type: string): Promise<number> {
  const query = await queryOn(t, databaseUrl)
  const [row] = await query('select count(*)::int as count from audit_event where type = $1', [type])
  return row.count
}

async function adult(client: TestClient) {
  await client.signUp()
  await client.call('POST', '/v1/me/adult', consent)
}

test('an avatar that is wrong is refused by field, and nothing is made', async (t) => {
  // So many refusals would pause painting.
  const patient = { pauseAfter: 1000, lockAfter: 0 }
  const settings = { strikes: { minor: patient, realPerson: patient, other: patient } }
  const { client: newClient } = await testPlatform(t, {}, { withWorker: false, settings })
  const client = newClient()
  await adult(client)
  const wrong: readonly (readonly [string, unknown])[] = [
    ['age', 19],
    ['age', 20.5],
    ['age', 'twenty'],
    ['age', '27'],
    ['age', -1],
    ['age', 1e3],
    ['age', null],
    ['age', undefined],
    ['gender', 'girl'],
    ['name', ''],
    ['name', 'x'.repeat(41)],
    ['name', '\u200B'],
    ['name', 'Mina, 16'],
    ['nationality', 'Korean, looks 15'],
    ['nationality', '   '],
    ['appearance', 'x'.repeat(10_000)],
    ['appearance', 'a schoolgirl with dark hair'],
    ['appearance', 'looks 15, dark hair'],
    ['name', 'Taylor Swift'],
    ['nationality', 'French, like my ex-wife'],
    ['appearance', 'exactly like Emma Watson'],
    ['appearance', 'looks ten years younger than 25'],
    ['appearance', 'forbidden'],
    ['appearance', `bell ${String.fromCodePoint(7)}`],
    ['appearance', `nul ${String.fromCodePoint(0)}`],
  ]

  for (const [path, value] of wrong) {
    const answer = await client.call('PUT', '/v1/avatar', { ...mina, [path]: value })
    t.is(answer.status, 422, `${path} ${String(value).slice(0, 30)}`)
    t.is(answer.headers.get('content-type'), 'application/problem+json')
    t.is(answer.body.type, '/problems/validation')
    t.is(answer.body.errors[0].path, path)
  }
  t.is((await client.call('GET', '/v1/avatar')).status, 404)

  // What to write is said, and not which word was found.
  const grownUp =
    'Please describe a fictional adult in everyday words, with nothing about childhood, school or looking younger'
  const invented = 'Please describe somebody invented: real people are not painted, nor people whom you know'
  const known = await client.call('PUT', '/v1/avatar', { ...mina, name: 'Tailor Swift' })
  t.deepEqual(known.body.errors, [{ path: 'name', message: invented }])
  const young = await client.call('PUT', '/v1/avatar', { ...mina, appearance: 'a t33nager' })
  t.deepEqual(young.body.errors, [{ path: 'appearance', message: grownUp }])
  const change = await client.call('POST', '/v1/avatar/reference', { change: 'make her look 15' })
  t.deepEqual(change.body.errors, [{ path: 'change', message: grownUp }])
})

test('markup in every text is kept as text', async (t) => {
  const { client: newClient } = await testPlatform(t, {}, { withWorker: false })
  const client = newClient()
  await adult(client)
  const markup = '<script>alert(1)</script><b>'

  const answer = await client.call('PUT', '/v1/avatar', {
    ...mina,
    name: markup,
    nationality: markup,
    appearance: markup,
  })

  t.is(answer.status, 200)
  t.is(answer.body.name, markup)
  t.is(answer.headers.get('content-type'), 'application/json; charset=utf-8')
  t.is(answer.headers.get('x-content-type-options'), 'nosniff')
})

test('nothing is painted or sold before somebody confirmed to be an adult', async (t) => {
  const { client: newClient } = await testPlatform(t, {}, { withWorker: false })
  const client = newClient()
  await client.signUp()

  const refusals = [
    await client.call('PUT', '/v1/avatar', mina),
    await client.call('POST', '/v1/avatar/reference', {}),
    await client.call('POST', '/v1/checkout', { tier: 'companion' }),
  ]

  t.deepEqual(
    refusals.map((answer) => answer.status),
    [403, 403, 403],
  )
  t.is(refusals[0]?.body.type, '/problems/adult-required')
  t.is((await client.call('POST', '/v1/me/adult', { over18: false, termsVersion: '1' })).status, 422)
})

test('messages of no length, of too much length and with a reused id are refused', async (t) => {
  const billing = openBilling()
  const { client: newClient } = await testPlatform(t, { billing })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const say = async (body: unknown) =>
    await client.call('POST', `/v1/conversations/${conversation}/messages`, body)

  for (const text of ['', '  \n ', '\u200B\u3164', 'x'.repeat(8001), 'x'.repeat(100_000)]) {
    const answer = await say({ id: 'message-0', text })
    t.is(answer.status, 422)
    t.is(answer.body.errors[0].path, 'text')
  }
  t.is((await say({ id: 'short', text: 'x' })).body.errors[0].path, 'id')
  t.is((await say({ id: 'message-0', text: 'x'.repeat(300_000) })).status, 413)
  t.is((await say('{"id":')).status, 400)
  t.deepEqual(await client.events(conversation), [])

  const first = await say({ id: 'message-1', text: 'Hello' })
  const again = await say({ id: 'message-1', text: 'Hello' })
  const reused = await say({ id: 'message-1', text: 'Goodbye' })
  t.deepEqual(again.body, first.body)
  t.is(reused.status, 409)
  t.is(reused.body.type, '/problems/id-reused')
})

test('what belongs to another looks the same as what does not exist', async (t) => {
  const billing = openBilling()
  const { client: newClient } = await testPlatform(t, { billing })
  const owner = newClient()
  const { conversation } = await walkToChat(owner, billing)
  const look = (await owner.call('GET', '/v1/avatar')).body.looks[0].id
  const stranger = newClient()
  await walkToChat(stranger, billing)
  const message = { id: 'message-1', text: 'Hello' }
  const attempts = (id: { conversation: string; photo: string }) =>
    [
      ['GET', `/v1/conversations/${id.conversation}/events`],
      ['GET', `/v1/conversations/${id.conversation}/stream`],
      ['POST', `/v1/conversations/${id.conversation}/messages`, message],
      ['POST', `/v1/conversations/${id.conversation}/stop`],
      ['GET', `/v1/photos/${id.photo}`],
      ['GET', `/v1/photos/${id.photo}/image`],
      ['POST', `/v1/photos/${id.photo}/retry`],
      ['POST', `/v1/photos/${id.photo}/cancel`],
      ['POST', '/v1/avatar/reference/accept', { photoId: id.photo }],
    ] as const

  for (const [index, [method, path, body]] of attempts({ conversation, photo: look }).entries()) {
    const theirs = await stranger.call(method, path, body)
    const [otherMethod, otherPath, otherBody] = attempts({ conversation: 'nothing', photo: 'nothing' })[
      index
    ] ?? ['', '']
    const nothing = await stranger.call(otherMethod, otherPath, otherBody)
    t.is(theirs.status, 404, path)
    t.is(nothing.status, 404, otherPath)
    t.is(theirs.body.detail, nothing.body.detail)
    t.is((await newClient().call(method, path, body)).status, 401, path)
  }
  t.deepEqual(await owner.events(conversation), [])
})

test('another account cannot return from a checkout that is not its own', async (t) => {
  const billing = openBilling()
  const { client: newClient } = await testPlatform(t, { billing })
  const owner = newClient()
  const { account } = await walkToChat(owner, billing)
  const thief = newClient()
  await adult(thief)

  const answer = await thief.call('POST', '/v1/checkout/return', { ref: account })

  t.is(answer.status, 404)
  t.is((await thief.call('GET', '/v1/subscription')).body, null)
})

test('an unverified webhook learns nothing and does nothing; a verified one is applied once', async (t) => {
  const billing = openBilling()
  const { client: newClient, databaseUrl } = await testPlatform(t, { billing })
  const client = newClient()
  await adult(client)
  const { body: me } = await client.call('GET', '/v1/me')
  billing.paid.set(me.user.id, {})
  const event = { id: 'evt-1', ref: me.user.id }

  t.is((await client.call('POST', '/v1/webhooks/test', event, { 'x-test-signature': 'wrong' })).status, 401)
  t.is((await client.call('POST', '/v1/webhooks/nobody', event)).status, 404)
  t.is((await client.call('GET', '/v1/subscription')).body, null)
  for (let delivery = 0; delivery < 3; delivery++) {
    t.is((await client.call('POST', '/v1/webhooks/test', event, { 'x-test-signature': 'right' })).status, 200)
  }
  await client.until('/v1/subscription', (body) => body?.tier.id === 'companion')

  t.is(await countOf(t, databaseUrl, 'subscription-changed'), 1)
})

test('of two subscriptions that were both paid the second is ended once, and the first goes on', async (t) => {
  const billing = openBilling()
  const { client: newClient, databaseUrl } = await testPlatform(t, { billing })
  const client = newClient()
  await adult(client)
  const { body: me } = await client.call('GET', '/v1/me')
  billing.paid.set('first', { account: me.user.id })
  billing.paid.set('second', { account: me.user.id })

  await client.call('POST', '/v1/checkout/return', { ref: 'first' })
  for (let again = 0; again < 3; again++) await client.call('POST', '/v1/checkout/return', { ref: 'second' })

  t.is(await countOf(t, databaseUrl, 'subscription-doubled'), 1)
  t.is(billing.paid.get('second')?.ends, true)
  t.is(billing.paid.get('first')?.ends, undefined)
  t.is((await client.call('GET', '/v1/subscription')).body.ends, false)
})

test('a flood of writes by one account is refused in part, and keeps nobody else waiting for a connection', async (t) => {
  const { client: newClient, errors } = await testPlatform(t, {}, { withWorker: false })
  const [flooder, neighbour] = [newClient(), newClient()]
  await adult(flooder)
  await adult(neighbour)

  const flood = Array.from({ length: 200 }, async () => await flooder.call('PUT', '/v1/avatar', mina))
  const meanwhile = await Promise.all(
    Array.from({ length: 10 }, async () => (await neighbour.call('GET', '/v1/me')).status),
  )
  const statuses = new Set((await Promise.all(flood)).map((answer) => answer.status))

  t.deepEqual(new Set(meanwhile), new Set([200]))
  t.true(statuses.has(429))
  t.deepEqual(
    [...statuses].filter((status) => status >= 500),
    [],
  )
  t.deepEqual(errors, [])
})

test('what is refused for its age stands nowhere in a name or a nationality either', async (t) => {
  const { client: newClient } = await testPlatform(t, {}, { withWorker: false })
  const client = newClient()
  await adult(client)
  await client.call('PUT', '/v1/avatar', mina)

  const change = await client.call('POST', '/v1/avatar/reference', { change: 'school uniform, sixteen' })

  t.is(change.status, 422)
})

test('webhook and return come at the same moment: one of two payments goes on, whichever was first', async (t) => {
  const billing = openBilling()
  const { client: newClient, databaseUrl } = await testPlatform(t, { billing })
  for (let pair = 0; pair < 5; pair++) {
    const client = newClient()
    await adult(client)
    const { body: me } = await client.call('GET', '/v1/me')
    const refs = [`one-${pair}`, `two-${pair}`]
    for (const ref of refs) billing.paid.set(ref, { account: me.user.id })

    await Promise.all(refs.map(async (ref) => await client.call('POST', '/v1/checkout/return', { ref })))

    t.is(refs.filter((ref) => billing.paid.get(ref)?.ends === true).length, 1)
  }
  t.is(await countOf(t, databaseUrl, 'subscription-doubled'), 5)
})

test('a payer whose tier was taken out of the file is not sold another one', async (t) => {
  const billing = openBilling()
  const tiers = testTiers.replace('id: companion', 'id: renamed')
  const { client: newClient } = await testPlatform(t, { billing }, { tiers })
  const client = newClient()
  await adult(client)
  const { body: me } = await client.call('GET', '/v1/me')
  billing.paid.set(me.user.id, {})
  await client.call('POST', '/v1/checkout/return', { ref: me.user.id })

  const { status, body } = await client.call('POST', '/v1/checkout', { tier: 'renamed' })

  t.is(status, 409)
  t.is(body.type, '/problems/conflict')
})

test('a message that was taken is taken again after the subscription has ended', async (t) => {
  const billing = openBilling()
  const { client: newClient, databaseUrl } = await testPlatform(t, { billing })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const say = async (id: string) =>
    await client.call('POST', `/v1/conversations/${conversation}/messages`, { id, text: 'Hello' })
  const first = await say('message-1')
  const query = await queryOn(t, databaseUrl)
  await query(`update entitlement set status = 'ended'`)

  const again = await say('message-1')

  t.is(again.status, 202)
  t.deepEqual(again.body, first.body)
  t.is((await say('message-2')).status, 402)
})

test('the same description twice at once is one version and one painting', async (t) => {
  const { client: newClient } = await testPlatform(t, {}, { withWorker: false })
  const client = newClient()
  await adult(client)

  await Promise.all([1, 2, 3].map(async () => await client.call('PUT', '/v1/avatar', mina)))

  const { body: avatar } = await client.call('GET', '/v1/avatar')
  t.is(avatar.version, 1)
  t.is(avatar.looks.length, 1)
})
