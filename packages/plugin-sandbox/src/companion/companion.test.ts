import type { ChatMessage, ChatPart, ChatRequest } from '@parlor/plugin-kit'
import test from 'ava'
import { companion } from './companion.ts'

const system = `You are Mina.
<avatar>
name: Mina
gender: woman
age: 27
nationality: Korean and Brazilian
appearance: Dark wavy hair.
</avatar>
<user>
name: Alex
</user>`
const sendPhoto = { name: 'send_photo', description: 'Sends a photo', inputSchema: {} }
const call = { key: 't1.1.0', signal: new AbortController().signal }
const model = companion({ paceMs: 0 })

const said = (...texts: readonly string[]): ChatMessage[] =>
  texts.flatMap((text, index) => [
    ...(index === 0 ? [] : [{ role: 'assistant' as const, text: 'Mm.' }]),
    { role: 'user' as const, text },
  ])

async function answer(messages: readonly ChatMessage[], options: Partial<ChatRequest> = {}) {
  const parts: ChatPart[] = []
  const request = { system, messages, tools: [sendPhoto], maxTokens: 1024, ...options }
  for await (const part of model.stream(request, call)) parts.push(part)
  return {
    parts,
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    calls: parts.filter((part) => part.type === 'call'),
    finish: parts.at(-1),
  }
}

test('speaks from the avatar’s description, in whole sentences and word by word', async (t) => {
  const name = await answer(said('What is your name?'))
  const origin = await answer(said('Where are you from?'))

  t.regex(name.text, /Mina/)
  t.regex(origin.text, /Korean and Brazilian/)
  t.regex(origin.text, /[.!?]$/)
  t.true(origin.parts.length > 10)
  t.is(origin.finish?.type, 'finish')
})

test('says honestly that it is an AI', async (t) => {
  for (const question of ['Are you a real person?', 'Am I talking to a bot?', 'are you human']) {
    t.regex((await answer(said(question))).text, /\bI am an AI\b/, question)
  }
})

test('a person in danger is sent to people, and gets no photo even when asking for one', async (t) => {
  const { text, calls } = await answer(said('I want to die. Can you send me a picture?'))

  t.regex(text, /emergency number or a crisis line/)
  t.deepEqual(calls, [])
})

test('a photo that was asked for is one call, with the scene that was named', async (t) => {
  const { calls, finish, text } = await answer(said('Could you send me a photo by the window?'))

  t.is(calls.length, 1)
  t.is(calls[0]?.name, 'send_photo')
  t.like(calls[0]?.input, { scene: 'Mina by the window' })
  t.like(finish, { type: 'finish', reason: 'calls' })
  t.not(text, '')
})

test('where no photo can be sent, it says so instead of calling', async (t) => {
  const { calls, text } = await answer(said('Send me a photo, please'), { tools: [] })

  t.deepEqual(calls, [])
  t.regex(text, /photo/)
})

test('the tool’s answer is followed by words, and by other words when it failed', async (t) => {
  const asked = said('Send me a photo, please')
  const after = (output: { error: string } | { status: string }): ChatMessage[] => [
    ...asked,
    { role: 'assistant', text: 'Gladly.', calls: [{ id: 'c1', name: 'send_photo', input: {} }] },
    { role: 'tool', callId: 'c1', output },
  ]
  const sent = await answer(after({ status: 'on its way' }))
  const failed = await answer(after({ error: 'The photos of this period are used up' }))

  t.deepEqual([sent.calls, failed.calls], [[], []])
  t.like(sent.finish, { reason: 'stop' })
  t.notRegex(sent.text, /cannot|not possible/)
  t.regex(failed.text, /cannot|not possible/)
})

test('a photo comes by itself now and then, but never in a serious moment', async (t) => {
  const talk = [
    'Hi',
    'Work was fine',
    'I cooked',
    'Rain again',
    'I read a lot',
    'A song',
    'My weekend was fun',
  ]
  const sad = [...talk.slice(0, 6), 'I feel so lonely today']

  t.is((await answer(said(...talk))).calls.length, 1)
  t.is((await answer(said(...talk.slice(0, 6)))).calls.length, 0)
  t.is((await answer(said(...sad))).calls.length, 0)
})

test('the same conversation gets the same answer, so that a second attempt repeats nothing new', async (t) => {
  const messages = said('Hi', 'Tell me about music')

  t.deepEqual((await answer(messages)).parts, (await answer(messages)).parts)
})

test('does not say again what it has just said', async (t) => {
  const first = await answer(said('Hello'))
  const second = await answer([
    ...said('Hello'),
    { role: 'assistant', text: first.text },
    { role: 'user', text: 'Hello' },
  ])

  t.not(second.text, first.text)
})

test('stops where the limit of tokens is reached', async (t) => {
  const { text, finish } = await answer(said('Hello'), { maxTokens: 5 })

  t.true(text.length <= 20)
  t.like(finish, { reason: 'length' })
})

test('an abort ends the stream with its own reason', async (t) => {
  const controller = new AbortController()
  const slow = companion({ paceMs: 10_000 })
  const reason = new Error('stop')
  const stream = slow.stream(
    { system, messages: said('Hello'), tools: [], maxTokens: 100 },
    { key: 'k', signal: controller.signal },
  )
  const first = stream[Symbol.asyncIterator]().next()
  controller.abort(reason)

  t.is(await t.throwsAsync(first), reason)
})
