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
