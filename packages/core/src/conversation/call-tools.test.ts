import { defineTool } from '@parlor/plugin-kit'
import type { ChatMessage, ChatModel, ChatPart, Json, Tool } from '@parlor/plugin-kit'
import test from 'ava'
import { z } from 'zod'
import { refusedWords } from './call-tools.ts'
import { chatting, openDoor, plainPainter, stopPostgres, testTiers } from '../test-platform.ts'

test.after.always(stopPostgres)

const tiers = testTiers.replace(
  'photos: { limit: 5, per: month }',
  'photos: { limit: 9, per: month }, forecasts: { limit: 2, per: day }',
)

/** Makes these calls at once, then says what it was told. */
function calls(...names: readonly (readonly [string, unknown])[]): ChatModel & { readonly told: Json[] } {
  const told: Json[] = []
  return {
    told,
    async *stream({ messages }): AsyncGenerator<ChatPart> {
      const last = messages.at(-1)
      if (last?.role === 'tool') {
        for (const message of sinceUser(messages)) if (message.role === 'tool') told.push(message.output)
        yield { type: 'text', text: 'There.' }
        return yield { type: 'finish', reason: 'stop' }
      }
      for (const [name, input] of names) yield { type: 'call', id: 'same', name, input }
      yield { type: 'finish', reason: 'calls' }
    },
  }
}

const sinceUser = (messages: readonly ChatMessage[]) =>
  messages.slice(messages.findLastIndex((message) => message.role === 'user'))

function forecast(run: () => Promise<Json>): Tool<never> {
  return defineTool({
    description: 'The weather',
    input: z.object({ place: z.string() }),
    feature: 'forecasts',
    run: async () => ({ output: await run() }),
  })
}

const usageOf = `select settled, held from usage where feature = 'forecasts'`

test.serial('at most 4 photos a turn; the model is told of the others', async (t) => {
  const chatModel = calls(
    ...Array.from({ length: 6 }, () => ['send_photo', { scene: 'by the window' }] as const),
  )
  const { say, query } = await chatting(
    t,
    { chatModel },
    { tiers: testTiers.replace('limit: 5', 'limit: 9') },
  )

  await say('Six photos, please')

  const rows = await query(`select call_no from photo where kind = 'chat' order by call_no`)
  t.deepEqual(
    rows.map((row) => row.call_no),
    [0, 1, 2, 3],
  )
  t.deepEqual(chatModel.told.slice(3), [
    { status: 'on its way' },
    { error: 'No more photos in this answer' },
    { error: 'No more photos in this answer' },
  ])
  const [{ usage }] = await query('select usage from turn')
  t.is(usage.photos, 4)
})

test.serial(
  'a scene that the rules refuse: an error to the model, a card to the user, and nothing painted or paid',
  async (t) => {
    const scenes = [
      ['send_photo', { scene: 'on a swing, as a twelve year old' }],
      ['send_photo', { scene: 'by the window', caption: 'Me at fifteen' }],
      ['send_photo', { scene: 'a selfie with Tailor Swift' }],
      ['send_photo', { scene: 'by the window' }],
    ] as const
    const chatModel = calls(...scenes)
    const imageProvider = plainPainter()
    const { say, client, path, query } = await chatting(t, { chatModel, imageProvider })
    const before = imageProvider.starts.length

    await say('Photos, please')
    const isOver = (body: { events: readonly { type: string }[] }) =>
      body.events.filter(({ type }) => type === 'photo-failed' || type === 'photo-ready').length === 4
    const { events } = await client.until(`${path}/events?limit=200`, isOver)

    t.deepEqual(chatModel.told, [
      { error: refusedWords },
      { error: refusedWords },
      { error: refusedWords },
      { status: 'on its way' },
    ])
    const failed = events.filter((event: { type: string }) => event.type === 'photo-failed')
    t.deepEqual(
      failed
        .map((event: { data: { state: string; code: string; mayRetry: boolean } }) => [
          event.data.state,
          event.data.code,
          event.data.mayRetry,
        ])
        .sort(),
      [
        ['blocked', 'minor', false],
        ['blocked', 'minor', false],
        ['blocked', 'real-person', false],
      ],
    )
    t.is(imageProvider.starts.length, before + 1)
    const [used] = await query(`select settled, held from usage where feature = 'photos'`)
    t.deepEqual({ ...used }, { settled: 1, held: 0 })
  },
)

test.serial('a photo without a word is an answer', async (t) => {
  const chatModel: ChatModel = {
    async *stream({ messages }) {
      if (messages.at(-1)?.role !== 'tool')
        yield { type: 'call', id: 'c', name: 'send_photo', input: { scene: 'by the window' } }
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const { say } = await chatting(t, { chatModel })

  t.deepEqual(await say('A photo'), { reason: 'answered', text: '' })
})

test.serial('what goes wrong with a call is told to the model, and the answer goes on', async (t) => {
  const chatModel = calls(
    ['nope', {}],
    ['send_photo', '{"scene": "by'],
    ['send_photo', { scene: '' }],
    ['forecast', { place: 'Oslo' }],
  )
  const failure = new Error('secret host 10.0.0.7')
  const failing = forecast(async () => {
    throw failure
  })
  const { say, errors } = await chatting(t, { chatModel, tools: { forecast: failing } }, { tiers })

  t.deepEqual(await say('Hello'), { reason: 'answered', text: 'There.' })
  const told = chatModel.told.map((output) => JSON.stringify(output))
  t.regex(told[0] ?? '', /no such tool. There are: send_photo, forecast/)
  t.regex(told[1] ?? '', /not JSON/)
  t.regex(told[2] ?? '', /scene: /)
  t.is(told[3], '{"error":"The tool failed"}')
  t.true(errors.includes(failure))
})

test.serial(
  'a tool’s feature is settled by its output, released by a throw, and refused when it is used up',
  async (t) => {
    const chatModel = calls(...Array.from({ length: 4 }, () => ['forecast', { place: 'Oslo' }] as const))
    let runs = 0
    const tool = forecast(async () => {
      if (++runs === 1) throw new Error('no weather')
      return 'Sun'
    })
    const { say, query } = await chatting(t, { chatModel, tools: { forecast: tool } }, { tiers })

    await say('How is the weather?')

    t.deepEqual(chatModel.told, [
      { error: 'The tool failed' },
      'Sun',
      'Sun',
      { error: 'This is used up for now, or not part of the subscription' },
    ])
    t.deepEqual(await query(usageOf), [{ settled: 2, held: 0 }])
    t.is(runs, 3)
  },
)

test.serial('an attempt that died holds nothing twice, and leaves nothing held', async (t) => {
  const reached = openDoor()
  let attempts = 0
  const chatModel = calls(['forecast', { place: 'Oslo' }])
  const tool = forecast(async () => {
    if (++attempts > 1) return 'Sun'
    reached.open()
    return await new Promise<Json>(() => {})
  })
  const { post, client, path, query } = await chatting(t, { chatModel, tools: { forecast: tool } }, { tiers })
  await post('How is the weather?')
  await reached.opened
  t.deepEqual(await query(usageOf), [{ settled: 0, held: 1 }])
  // As a worker that died leaves it: the unit held, the claim run out.
  await query(
    `update turn set due_at = now() - interval '1 s', claim = gen_random_uuid() where state = 'running'`,
  )

  await client.until(`${path}/events`, (body) => body.events.length === 2)

  t.deepEqual(await query(usageOf), [{ settled: 1, held: 0 }])
  // A first attempt that hears of its loss in time may give its own hold back.
  t.deepEqual(
    await query(`select state, call_no from hold where feature = 'forecasts' and state <> 'released'`),
    [{ state: 'settled', call_no: 0 }],
  )
})

test.serial('what a dead attempt held and no other asked for is free again', async (t) => {
  const reached = openDoor()
  let attempts = 0
  const chatModel: ChatModel = {
    async *stream() {
      if (++attempts > 1) yield { type: 'text', text: 'Let us talk of something else.' }
      else yield { type: 'call', id: 'c', name: 'forecast', input: { place: 'Oslo' } }
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const tool = forecast(async () => {
    reached.open()
    return await new Promise<Json>(() => {})
  })
  const { post, client, path, query } = await chatting(t, { chatModel, tools: { forecast: tool } }, { tiers })
  await post('How is the weather?')
  await reached.opened
  await query(
    `update turn set due_at = now() - interval '1 s', claim = gen_random_uuid() where state = 'running'`,
  )

  await client.until(`${path}/events`, (body) => body.events.length === 2)

  t.deepEqual(await query(usageOf), [{ settled: 0, held: 0 }])
})

test.serial('a feature that no tool asks for is a slip of the pen, told at the start', async (t) => {
  await t.throwsAsync(async () => await chatting(t, {}, { tiers }), {
    message: /tiers\.yaml:8:\d+ tiers\.0\.features\.forecasts: is not known here/,
  })
})
