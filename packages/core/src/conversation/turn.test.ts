import type { ChatModel, ChatPart, ChatRequest, ToolCall } from '@parlor/plugin-kit'
import test from 'ava'
import { maxAnswerLength, maxCallsPerStep, maxToolSteps, runTurn } from './turn.ts'

/** Plays one script for each time that the model is asked. */
function scripted(
  ...scripts: readonly (readonly ChatPart[])[]
): ChatModel & { readonly requests: ChatRequest[] } {
  const requests: ChatRequest[] = []
  return {
    requests,
    async *stream(request) {
      requests.push({ ...request, messages: [...request.messages] })
      yield* scripts[Math.min(requests.length, scripts.length) - 1] ?? []
    },
  }
}

async function play(model: ChatModel, signal = new AbortController().signal) {
  const calls: (ToolCall & { offset: number })[] = []
  let text = ''
  const parts = runTurn({
    model,
    system: 'system',
    messages: [{ role: 'user', text: 'Hello' }],
    tools: [{ name: 'send_photo', description: '', inputSchema: {} }],
    maxTokens: 100,
    key: 'k',
    signal,
    dispatch: async (call, offset) => {
      calls.push({ ...call, offset })
      return { status: 'on its way' }
    },
  })
  for (;;) {
    const part = await parts.next()
    if (part.done === true) return { text, calls, result: part.value }
    text += part.value.text
  }
}

const call: ChatPart = { type: 'call', id: 'c1', name: 'send_photo', input: { scene: 'a' } }

test('text comes through as it is streamed', async (t) => {
  const { text, result } = await play(
    scripted([
      { type: 'text', text: 'Hello ' },
      { type: 'text', text: 'you.' },
      { type: 'finish', reason: 'stop', usage: { input: 5, output: 2 } },
    ]),
  )

  t.is(text, 'Hello you.')
  t.deepEqual(result, { reason: 'stop', isDegraded: false })
})

test('a tool call is dispatched with its place in the text, and the model goes on with the output', async (t) => {
  const model = scripted(
    [{ type: 'text', text: 'One moment.' }, call, { type: 'finish', reason: 'calls' }],
    [
      { type: 'text', text: 'There.' },
      { type: 'finish', reason: 'stop' },
    ],
  )

  const { text, calls } = await play(model)

  t.is(text, 'One moment.\n\nThere.')
  t.deepEqual(
    calls.map((entry) => entry.offset),
    ['One moment.'.length],
  )
  t.deepEqual(model.requests[1]?.messages.slice(1), [
    {
      role: 'assistant',
      text: 'One moment.',
      calls: [{ id: 'c1', name: 'send_photo', input: { scene: 'a' } }],
    },
    { role: 'tool', callId: 'c1', output: { status: 'on its way' } },
  ])
})

test('a model that only calls tools is asked to answer without them in the end', async (t) => {
  const model = scripted([call, { type: 'finish', reason: 'calls' }])

  const { calls, result } = await play(model)

  t.is(calls.length, maxToolSteps)
  t.is(model.requests.length, maxToolSteps + 1)
  t.deepEqual(model.requests.at(-1)?.tools, [])
  t.is(result.reason, 'stop')
})

test('calls without an id, or with one that was given before, get their own', async (t) => {
  const named = (id: string): ChatPart => ({ type: 'call', id, name: 'send_photo', input: {} })
  const model = scripted(
    [named(''), named('c1'), named('c1'), { type: 'finish', reason: 'calls' }],
    [named('c1'), { type: 'finish', reason: 'calls' }],
    [{ type: 'text', text: 'There.' }],
  )

  const { calls } = await play(model)

  const ids = calls.map(({ id }) => id)
  t.is(ids[1], 'c1')
  t.is(new Set(ids).size, 4)
  t.false(ids.includes(''))
  const told = model.requests.at(-1)?.messages.flatMap((each) => (each.role === 'tool' ? [each.callId] : []))
  t.deepEqual(told, ids)
})

test('a model that calls without end is read no further', async (t) => {
  let given = 0
  const model: ChatModel = {
    async *stream(request) {
      if (request.messages.length > 1) return yield { type: 'text', text: 'Enough.' }
      for (;;) yield { type: 'call', id: `c${given++}`, name: 'send_photo', input: {} }
    },
  }

  const { calls, text } = await play(model)

  t.is(calls.length, maxCallsPerStep)
  t.is(given, maxCallsPerStep)
  t.is(text, 'Enough.')
})

test('an answer without end is cut, and never in the middle of a character', async (t) => {
  let left = false
  const model: ChatModel = {
    async *stream() {
      try {
        yield { type: 'text', text: '.' }
        for (;;) yield { type: 'text', text: '🙂'.repeat(1000) }
      } finally {
        left = true
      }
    },
  }

  const { text, result } = await play(model)

  t.is(text.length, maxAnswerLength - 1)
  t.true(text.endsWith('🙂'))
  t.is(result.reason, 'length')
  t.true(left)
})

test('what was refused for safety calls no tool, and a damaged answer is told as one', async (t) => {
  const refused = await play(scripted([call, { type: 'finish', reason: 'safety' }]))
  const damaged = await play(
    scripted([
      { type: 'text', text: 'a' },
      { type: 'finish', reason: 'stop', degraded: true },
    ]),
  )

  t.deepEqual(refused.calls, [])
  t.deepEqual(refused.result, { reason: 'safety', isDegraded: false })
  t.true(damaged.result.isDegraded)
})

test('an abort ends the turn with its reason', async (t) => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const model: ChatModel = {
    async *stream() {
      yield { type: 'text', text: 'Hel' }
      controller.abort(reason)
      yield { type: 'text', text: 'lo' }
    },
  }

  const error = await t.throwsAsync(async () => await play(model, controller.signal))

  t.is(error, reason)
})
