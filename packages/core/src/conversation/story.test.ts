import test, { type ExecutionContext } from 'ava'
import { storyLines, textLines } from '../cli/story-lines.ts'
import { openDatabase } from '../database/database.ts'
import {
  openBilling,
  openDoor,
  plainPainter,
  queryOn,
  stopPostgres,
  testPlatform,
  walkToChat,
} from '../test-platform.ts'
import { showTexts } from './show-texts.ts'
import { tellStory } from './story.ts'

test.after.always(stopPostgres)

/** A chat that is paid for, with what a test needs to look at its stories. */
async function chat(t: ExecutionContext, slots: Parameters<typeof testPlatform>[1] = {}) {
  const billing = openBilling()
  const { client: newClient, databaseUrl } = await testPlatform(t, { billing, ...slots })
  const client = newClient()
  const { account, conversation } = await walkToChat(client, billing)
  const database = openDatabase(databaseUrl)
  t.teardown(database.close)
  const query = await queryOn(t, databaseUrl)
  const path = `/v1/conversations/${conversation}`
  return {
    account,
    conversation,
    database,
    query,
    client,
    newClient,
    billing,
    say: async (id: string, text: string) => await client.call('POST', `${path}/messages`, { id, text }),
    until: async (...types: string[]) =>
      await client.until(`${path}/events`, (body) =>
        types.every((type) => body.events.some((event: { type: string }) => event.type === type)),
      ),
    sealed: async () => {
      while ((await query('select from audit_pending')).length > 0);
    },
  }
}

const whats = (steps: readonly { what: string }[]) => steps.map((step) => step.what)

test('a message’s story goes from its click to the photo that it brought, with times, seqs and seals', async (t) => {
  const { account, conversation, database, say, until, sealed } = await chat(t, {
    imageProvider: {
      ...plainPainter(),
      limits: {
        references: 1,
        startMs: 5000,
        totalMs: 60_000,
        hosts: [],
        price: { micros: 40_000, currency: 'USD' },
      },
    },
  })
  await say('message-1', 'A photo of the lighthouse please')
  await until('turn-ended', 'photo-ready')
  await sealed()

  const story = await tellStory(database, 'message-1')

  t.like(story.subject, { kind: 'message', id: 'message-1', account, conversation })
  t.like(story.turn, {
    state: 'ended',
    attempt: 1,
    usage: { plugin: 'test', input: 1, output: 1, photos: 1 },
  })
  const [first, ...rest] = story.steps
  t.like(first, { what: 'message-accepted', event: 1, facts: { joined: false } })
  t.deepEqual(whats(rest).toSorted(), [
    'first-text',
    'photo-finishing',
    'photo-generating',
    'photo-ready',
    'photo-requested',
    'photo-starting',
    'turn-claimed',
    'turn-ended',
  ])
  const times = story.steps.map((step) => step.at.getTime())
  t.deepEqual(
    times,
    times.toSorted((one, other) => one - other),
  )
  const logged = story.steps.filter((step) => step.event !== undefined)
  t.deepEqual(new Set(logged.map((step) => step.event)), new Set([1, 2, 3, 4]))
  t.true(logged.every((step) => (step.audit ?? 0) > 0))
  t.like(story.steps.find((step) => step.what === 'photo-ready')?.facts, {
    moderation: 'allow',
    sha256: story.photos[0]?.sha256,
  })
  t.deepEqual(story.costs, [{ micros: 40_000, currency: 'USD' }])
  t.notRegex(JSON.stringify(story), /lighthouse|years old|window/)

  const text = storyLines(story).join('\n')
  t.regex(text, /^message message-1\n  account .*\n  conversation .*\n  turn .*\n  photo .*\n/)
  t.regex(text, /\n\d\d:\d\d:\d\d\.\d{3} +message message-1 accepted, opened a turn +1 +\d+\n/)
  t.regex(text, /\+[\d.]+ m?s  photo ready, picture judged: allow +\d+ +\d+\n/)
  t.regex(text, /\nanswer: waited \d+ ms for a worker, first text after .* in all, test, 1 tokens in, 1 out/)
  t.regex(
    text,
    /\nphoto: ready, waited .*, provider took .*, finishing took .* in all, test.*, 0\.0400 USD, stored at photos\//,
  )
  t.regex(text, /\ncost: 0\.0400 USD$/)
})

test('the turn, its end’s place in the log and its photo tell the same story', async (t) => {
  const { conversation, database, say, until, sealed } = await chat(t)
  await say('message-1', 'A photo please')
  await until('turn-ended', 'photo-ready')
  await sealed()
  const byMessage = await tellStory(database, 'message-1')
  const turn = byMessage.turn?.id ?? ''
  const photo = byMessage.photos[0]?.id ?? ''

  for (const [id, kind] of [
    [turn, 'turn'],
    [photo, 'photo'],
    [`${conversation}:1`, 'message'],
    [`${conversation}:2`, 'photo'],
  ] as const) {
    const story = await tellStory(database, id)
    t.is(story.subject.kind, kind)
    t.deepEqual(story.steps, byMessage.steps)
  }
})

test('messages that joined a turn are all in its story', async (t) => {
  const door = openDoor()
  const { database, query, say, sealed } = await chat(t, {
    chatModel: {
      async *stream() {
        await door.opened
        yield { type: 'text', text: 'Yes' }
        yield { type: 'finish', reason: 'stop' }
      },
    },
  })
  await say('message-1', 'One')
  while ((await query(`select from turn where state = 'running'`)).length === 0);
  await say('message-2', 'Two')
  await say('message-3', 'Three')
  const waiting = await tellStory(database, 'message-2')
  door.open()
  while ((await query(`select from turn where state <> 'ended'`)).length > 0);
  await sealed()

  t.deepEqual(whats(waiting.steps), ['message-accepted', 'message-accepted'])
  t.regex(storyLines(waiting).join('\n'), /answer: waiting, no worker has claimed it/)
  const story = await tellStory(database, 'message-3')
  t.deepEqual(whats(story.steps), [
    'message-accepted',
    'message-accepted',
    'turn-claimed',
    'first-text',
    'turn-ended',
  ])
  t.deepEqual(
    story.steps.slice(0, 2).map((step) => step.facts['joined']),
    [false, true],
  )
})

test('a photo that failed and its retry are one story, each try with its reason', async (t) => {
  const painter = plainPainter()
  let starts = 0
  const { database, client, say, until, sealed } = await chat(t, {
    imageProvider: {
      ...painter,
      async start(request, call) {
        starts++
        // The look is painted; then one passing failure, one that is final, and at last the picture.
        if (starts === 2) return { status: 'failed', code: 'transient', message: 'busy' }
        if (starts === 3) return { status: 'failed', code: 'invalid', message: 'no' }
        return await painter.start(request, call)
      },
    },
  })
  await say('message-1', 'A photo please')
  const { events } = await until('turn-ended', 'photo-failed')
  const { photo: failed } = events.find((event: { type: string }) => event.type === 'photo-failed').data
  const retried = await client.call('POST', `/v1/photos/${failed}/retry`)
  await until('photo-ready')
  await sealed()

  const story = await tellStory(database, retried.body.id)

  t.deepEqual(
    story.photos.map(({ id, state, retryOf, tries }) => ({ id, state, retryOf, tries })),
    [
      { id: failed, state: 'failed', retryOf: null, tries: 1 },
      { id: retried.body.id, state: 'ready', retryOf: failed, tries: 0 },
    ],
  )
  t.is(story.steps[0]?.what, 'message-accepted')
  const ofFailed = story.steps.filter((step) => step.photo === failed)
  t.deepEqual(whats(ofFailed), [
    'photo-requested',
    'photo-starting',
    'photo-queued',
    'photo-starting',
    'photo-failed',
  ])
  const text = storyLines(story).join('\n')
  t.regex(text, /photo 1 waits for another try: transient/)
  t.regex(text, /photo 1 sent to test, try 2/)
  t.regex(text, /photo 1 failed: invalid/)
  t.regex(text, new RegExp(`photo 2 requested instead of ${failed}`))
  t.regex(text, /\nphoto 1: failed \(invalid\), .*2 tries\nphoto 2: ready, /)
})

test('a look that was painted has a story without a conversation', async (t) => {
  const { database, query, sealed } = await chat(t)
  await sealed()
  const [look] = await query(`select id from photo where kind = 'reference'`)

  const story = await tellStory(database, look.id)

  t.like(story.subject, { kind: 'photo', conversation: null, turn: null })
  t.is(story.turn, undefined)
  t.deepEqual(whats(story.steps), [
    'photo-requested',
    'photo-starting',
    'photo-generating',
    'photo-finishing',
    'photo-ready',
    'look-accepted',
  ])
})

test('where the audit events were erased, rows and log still tell the story', async (t) => {
  const { database, query, say, until, sealed } = await chat(t)
  await say('message-1', 'A photo please')
  await until('turn-ended', 'photo-ready')
  await sealed()
  await query('update audit_event set data = null, salt = null, account_id = null')

  const story = await tellStory(database, 'message-1')

  t.deepEqual(whats(story.steps).toSorted(), [
    'first-text',
    'message-accepted',
    'photo-ready',
    'photo-requested',
    'photo-starting',
    'turn-claimed',
    'turn-ended',
  ])
  t.true(story.steps.every((step) => step.audit === undefined))
})

test('texts are shown on demand, and that somebody looked is on the person’s record', async (t) => {
  const { account, conversation, database, query, say, until } = await chat(t)
  await say('message-1', 'A photo of the lighthouse please')
  await until('turn-ended', 'photo-ready')
  const story = await tellStory(database, 'message-1')

  const texts = await showTexts(database, story, 'tester')

  t.deepEqual(
    texts.map(({ what }) => what),
    ['message', 'answer', 'scene', 'caption', 'prompt'],
  )
  t.regex(textLines(texts).join('\n'), /\nmessage message-1\n  A photo of the lighthouse please\n/)
  const [looked] = await query(`select actor, account_id, data from audit_event where type = 'texts-shown'`)
  t.like(looked, {
    actor: 'operator',
    account_id: account,
    data: { by: 'tester', conversation, turn: story.turn?.id, photos: [story.photos[0]?.id] },
  })
})

test('an id that several clients made names its places, and one that nobody made is not found', async (t) => {
  const one = await chat(t)
  const other = one.newClient()
  const second = await walkToChat(other, one.billing)
  await one.say('message-1', 'Hello')
  await other.call('POST', `/v1/conversations/${second.conversation}/messages`, {
    id: 'message-1',
    text: 'Hi',
  })

  const error = await t.throwsAsync(tellStory(one.database, 'message-1'), { message: /^Several messages/ })
  t.true(error.message.includes(`${one.conversation}:1`))
  t.true(error.message.includes(`${second.conversation}:1`))
  t.is((await tellStory(one.database, 'message-1', second.account)).subject.account, second.account)
  t.is((await tellStory(one.database, `${second.conversation}:1`)).subject.account, second.account)
  for (const id of ['nothing', `${one.conversation}:99`, ':1', '', `x' or 1=1`]) {
    await t.throwsAsync(tellStory(one.database, id), {
      message: /^There is no message, turn, photo or event/,
    })
  }
  await t.throwsAsync(tellStory(one.database, 'message-1', 'nobody'), { message: /in account nobody$/ })
})
