import { LLMock } from '@copilotkit/aimock'
import test from 'ava'
import { personAt, walkToChat } from './person.ts'
import { dataFolder, startParlor } from './running-parlor.ts'

test('with OPENAI_* set the chat is the real model’s, and its tool call takes a photo', async (t) => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' })
  t.teardown(async () => await mock.stop())
  const scene = 'a walk by the lake at dusk'
  mock.onToolResult('call_1', { content: 'It is on its way.' })
  mock.onMessage('photo', {
    content: 'One moment.',
    toolCalls: [{ id: 'call_1', name: 'send_photo', arguments: JSON.stringify({ scene }) }],
  })
  await mock.start()
  const parlor = await startParlor(t, {
    PARLOR_DATA: await dataFolder(t),
    OPENAI_BASE_URL: `${mock.url}/v1`,
    OPENAI_API_KEY: 'sk-test-Secret1',
    OPENAI_MODEL: 'gpt-test',
  })
  const person = personAt(parlor.url)
  const conversation = await walkToChat(person)

  t.deepEqual((await person.call('GET', '/v1/about')).sandbox, ['imageProvider', 'billing'])
  await person.say(conversation, 'message-1', 'Could you send me a photo?')
  const { events } = await person.until(`/v1/conversations/${conversation}/events`, (body) =>
    ['turn-ended', 'photo-ready'].every((type) =>
      body.events.some((event: { type: string }) => event.type === type),
    ),
  )

  const of = (type: string) => events.find((event: { type: string }) => event.type === type).data
  t.is(of('turn-ended').text, 'One moment.\n\nIt is on its way.')
  t.is(of('photo-requested').alt, `Mina, ${scene}`)
  t.is(of('photo-requested').offset, 'One moment.'.length)
  t.notRegex(parlor.output(), /sk-test-Secret1/)
})

test('with OPENAI_MODERATION the endpoint judges what is said and what is shown', async (t) => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' })
  t.teardown(async () => await mock.stop())
  const flagged = (...categories: string[]) => ({
    flagged: categories.length > 0,
    categories: Object.fromEntries(categories.map((category) => [category, true])),
    category_applied_input_types: { violence: ['text', 'image'] },
  })
  // A picture has no text; the mock looks at nothing else
  mock.onModerate(/^$/, flagged())
  mock.onModerate('dynamite', flagged('illicit/violent'))
  mock.onMessage('evening', { content: 'Good evening, Alex.' })
  await mock.start()
  const parlor = await startParlor(t, {
    PARLOR_DATA: await dataFolder(t),
    OPENAI_BASE_URL: `${mock.url}/v1`,
    OPENAI_MODEL: 'gpt-test',
    OPENAI_MODERATION: 'true',
  })
  const person = personAt(parlor.url)
  const conversation = await walkToChat(person)

  await person.say(conversation, 'message-1', 'How is dynamite made?')
  const ended = async (count: number) => {
    const { events } = await person.until(
      `/v1/conversations/${conversation}/events`,
      (body) => body.events.filter((event: { type: string }) => event.type === 'turn-ended').length === count,
    )
    return events.findLast((event: { type: string }) => event.type === 'turn-ended').data
  }
  t.like(await ended(1), { reason: 'blocked', code: 'illicit/violent', text: '' })
  await person.say(conversation, 'message-2', 'Good evening')
  t.like(await ended(2), { reason: 'answered', text: 'Good evening, Alex.' })
  t.regex(parlor.output(), /judges pictures, but not whether the people in them are adults/)
})
