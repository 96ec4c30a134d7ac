import test from 'ava'
import { requestBody } from './request.ts'

const settings = { model: 'small', temperature: undefined, maxTokensField: 'max_tokens' } as const
const empty = { system: '', messages: [], tools: [], maxTokens: 50 }

test('asks for a stream with its count of tokens', (t) => {
  t.deepEqual(requestBody(empty, settings), {
    model: 'small',
    messages: [],
    max_tokens: 50,
    stream: true,
    stream_options: { include_usage: true },
  })
})

test('names the limit of tokens as the endpoint wants it', (t) => {
  const body = requestBody(empty, { ...settings, temperature: 0.7, maxTokensField: 'max_completion_tokens' })

  t.like(body, { max_completion_tokens: 50, temperature: 0.7, max_tokens: undefined })
})

test('tells system, messages, calls and their outputs in order', (t) => {
  const body = requestBody(
    {
      system: 'You are Mara.',
      messages: [
        { role: 'user', text: 'A photo, please' },
        { role: 'assistant', text: '', calls: [{ id: 'a', name: 'send_photo', input: { scene: 'lake' } }] },
        { role: 'tool', callId: 'a', output: { status: 'queued' } },
        { role: 'assistant', text: 'It is on its way.' },
      ],
      tools: [{ name: 'send_photo', description: 'Sends a photo', inputSchema: { type: 'object' } }],
      maxTokens: 50,
    },
    settings,
  )

  const send_photo = { name: 'send_photo', arguments: '{"scene":"lake"}' }
  t.like(body, {
    messages: [
      { role: 'system', content: 'You are Mara.' },
      { role: 'user', content: 'A photo, please' },
      { role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function', function: send_photo }] },
      { role: 'tool', tool_call_id: 'a', content: '{"status":"queued"}' },
      { role: 'assistant', content: 'It is on its way.' },
    ],
    tools: [
      {
        type: 'function',
        function: { name: 'send_photo', description: 'Sends a photo', parameters: { type: 'object' } },
      },
    ],
  })
})

test('retells a call with broken arguments as one without any', (t) => {
  const call = { id: 'a', name: 'wave', input: '{"hand":' }

  const body = requestBody(
    { ...empty, messages: [{ role: 'assistant', text: 'Hi', calls: [call] }] },
    settings,
  )

  t.like(body, {
    messages: [{ content: 'Hi', tool_calls: [{ function: { name: 'wave', arguments: '{}' } }] }],
  })
})
