import { createHash } from 'node:crypto'
import test from 'ava'
import {
  acceptedReply,
  avatarReply,
  conversationsReply,
  eventsReply,
  meReply,
} from './http/routes/reply-schemas.ts'
import { subscriptionReply } from './http/routes/billing-schemas.ts'
import { mina, openBilling, stopPostgres, testPlatform, walkToChat } from './test-platform.ts'

test.after.always(stopPostgres)

test('a person goes from sign-up to a photo in the chat', async (t) => {
  const billing = openBilling()
  const { client: newClient, errors } = await testPlatform(t, { billing })
  const client = newClient()

  await client.signUp('Alex')
  t.is((await client.call('GET', '/v1/me')).body.next, 'confirm-adult')
  const confirmed = await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
  t.is(confirmed.body.next, 'avatar')
  const described = await client.call('PUT', '/v1/avatar', mina)
  t.is(described.status, 200)
  t.is(described.body.looks.length, 1)
  const avatar = await client.until('/v1/avatar', (body) => body.looks[0].state === 'ready')
  t.is((await client.call('GET', '/v1/me')).body.next, 'meet')
  const accepted = await client.call('POST', '/v1/avatar/reference/accept', { photoId: avatar.looks[0].id })
  t.is(accepted.body.accepted.photo, avatar.looks[0].id)

  const { body: me } = await client.call('GET', '/v1/me')
  t.is(me.next, 'subscribe')
  const early = await client.call('POST', `/v1/conversations/${me.conversation}/messages`, {
    id: 'message-1',
    text: 'Hello',
  })
  t.is(early.status, 402)
  t.is(early.body.tiers[0].id, 'companion')
  t.deepEqual(await client.events(me.conversation), [])

  const checkout = await client.call('POST', '/v1/checkout', { tier: 'companion' })
  t.is(checkout.body.url, `http://localhost/?checkout=${me.user.id}`)
  t.is((await client.call('POST', '/v1/checkout/return', { ref: me.user.id })).status, 404)
  billing.paid.set(me.user.id, {})
  t.is((await client.call('POST', '/v1/checkout/return', { ref: me.user.id })).body.next, 'chat')

  const said = await client.call('POST', `/v1/conversations/${me.conversation}/messages`, {
    id: 'message-2',
    text: 'Could you send me a photo?',
  })
  t.is(said.status, 202)
  await client.until(`/v1/conversations/${me.conversation}/events`, (body) =>
    ['photo-ready', 'turn-ended'].every((type) =>
      body.events.some((event: { type: string }) => event.type === type),
    ),
  )
  const events = await client.events(me.conversation)
  t.deepEqual(
    events.map((event) => event.seq),
    [1, 2, 3, 4],
  )
  t.deepEqual(
    events.slice(0, 2).map((event) => event.type),
    ['message-sent', 'photo-requested'],
  )
  t.deepEqual(errors, [])
})

test('what comes back is what the OpenAPI document describes', async (t) => {
  const billing = openBilling()
  const { client: newClient } = await testPlatform(t, { billing })
  const client = newClient()
  const { conversation } = await walkToChat(client, billing)
  const message = { id: 'message-1', text: 'Hello' }

  const answers = [
    [meReply, await client.call('GET', '/v1/me')],
    [avatarReply, await client.call('GET', '/v1/avatar')],
    [subscriptionReply, await client.call('GET', '/v1/subscription')],
    [acceptedReply, await client.call('POST', `/v1/conversations/${conversation}/messages`, message)],
    [eventsReply, await client.call('GET', `/v1/conversations/${conversation}/events`)],
    [conversationsReply, await client.call('GET', '/v1/conversations')],
  ] as const
  // Parsed, an answer loses what its schema does not know.
  for (const [schema, { body }] of answers) t.deepEqual(schema.parse(body), body)
  const { body: document } = await client.call('GET', '/v1/openapi.json')
  const described = document.paths['/v1/me'].get.responses['200'].content['application/json'].schema
  t.deepEqual(described.required, ['user', 'adult', 'avatar', 'conversation', 'subscription', 'next'])
  t.deepEqual(Object.keys(document.paths['/v1/photos/{id}/image'].get.responses['200'].content), [
    'image/jpeg',
    'image/webp',
  ])
})

test('an account may be made without a name', async (t) => {
  const { client: newClient } = await testPlatform(t, {}, { withWorker: false })
  const client = newClient()

  const made = await client.call('POST', '/v1/auth/sign-up/email', {
    email: 'nameless@example.com',
    password: 'correct horse',
  })

  t.is(made.status, 200)
  t.is((await client.call('GET', '/v1/me')).body.user.name, '')
})

test('the photo is a signed JPEG for its owner alone, a WebP for who takes one, and the audit log knows it', async (t) => {
  const billing = openBilling()
  const { client: newClient, databaseUrl, url } = await testPlatform(t, { billing })
  const client = newClient()
  const { account, conversation } = await walkToChat(client, billing)

  await client.call('POST', `/v1/conversations/${conversation}/messages`, {
    id: 'message-1',
    text: 'A photo please',
  })
  const { events } = await client.until(`/v1/conversations/${conversation}/events`, (body) =>
    body.events.some((event: { type: string }) => event.type === 'photo-ready'),
  )
  const { photo } = events.find((event: { type: string }) => event.type === 'photo-ready').data
  const image = await client.bytes(`/v1/photos/${photo}/image`)
  const asked = async (query: string, accept: string) => {
    const answer = await fetch(`${url}/v1/photos/${photo}/image${query}`, {
      headers: { cookie: client.cookie(), accept },
    })
    return [answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength]
  }
  const browser = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8'
  const [webp, preview, old, download] = [
    await asked('', browser),
    await asked('?size=preview', browser),
    await asked('?size=preview', 'image/jpeg'),
    await asked('?download=1', browser),
  ]
  const stranger = newClient()
  await stranger.signUp()

  t.is(image.headers.get('content-type'), 'image/jpeg')
  t.deepEqual([webp[0], preview[0], old[0]], ['image/webp', 'image/webp', 'image/jpeg'])
  t.deepEqual(download, ['image/jpeg', image.bytes.length])
  t.true(Number(preview[1]) < Number(webp[1]))
  t.true(Buffer.from(image.bytes).includes('c2pa'))
  t.is((await stranger.call('GET', `/v1/photos/${photo}`)).status, 404)
  t.is((await stranger.bytes(`/v1/photos/${photo}/image`)).status, 404)
  t.is((await newClient().bytes(`/v1/photos/${photo}/image`)).status, 401)
  const audit = await auditOf(databaseUrl, photo)
  t.deepEqual(
    audit.map((entry) => entry.type),
    ['photo-requested', 'photo-starting', 'photo-generating', 'photo-finishing', 'photo-ready'],
  )
  t.regex(audit[0]?.data.prompt ?? '', /27 years old/)
  t.is(audit.at(-1)?.data.sha256, createHash('sha256').update(image.bytes).digest('hex'))
  t.is(audit.at(-1)?.data.url, `http://localhost/v1/photos/${photo}/image`)
  t.is(audit[0]?.account_id, account)
})

test('painting again keeps every look, up to the limit', async (t) => {
  const { client: newClient } = await testPlatform(t)
  const client = newClient()
  await client.signUp()
  await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
  await client.call('PUT', '/v1/avatar', mina)

  for (let look = 1; look <= 3; look++) {
    await client.until(
      '/v1/avatar',
      (body) => body.looks.length === look && body.looks[look - 1].state === 'ready',
    )
    const again = await client.call('POST', '/v1/avatar/reference', { change: 'shorter hair' })
    t.is(again.status, 202)
  }
  const avatar = await client.until('/v1/avatar', (body) => body.looks[3]?.state === 'ready')
  const refused = await client.call('POST', '/v1/avatar/reference', {})

  t.is(avatar.looks.length, 4)
  t.is(avatar.paintAgain.left, 0)
  t.is(refused.status, 402)
  t.is(
    (await client.call('POST', '/v1/avatar/reference/accept', { photoId: avatar.looks[1].id })).status,
    200,
  )
})

test('a change of the avatar keeps the chat on the accepted look until the new one is accepted', async (t) => {
  const billing = openBilling()
  const { client: newClient } = await testPlatform(t, { billing })
  const client = newClient()
  await walkToChat(client, billing)

  const changed = await client.call('PUT', '/v1/avatar', { ...mina, age: 34, name: 'Ana' })
  t.is(changed.body.age, 34)
  t.is(changed.body.accepted.age, 27)
  t.is((await client.call('GET', '/v1/me')).body.next, 'chat')
  const avatar = await client.until('/v1/avatar', (body) => body.looks[1]?.state === 'ready')
  const accepted = await client.call('POST', '/v1/avatar/reference/accept', { photoId: avatar.looks[1].id })

  t.is(accepted.body.accepted.age, 34)
  t.is(accepted.body.accepted.name, 'Ana')
})

type AuditRow = { type: string; account_id: string; data: { prompt?: string; sha256?: string; url?: string } }

async function auditOf(databaseUrl: string, photo: string): Promise<readonly AuditRow[]> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<AuditRow>(
      `select type, account_id, data from audit_event where data->>'photo' = $1 and type like 'photo-%' order by at`,
      [photo],
    )
    return rows
  } finally {
    await client.end()
  }
}
