import test from 'ava'
import { chunkReader } from './chunk-reader.ts'
import { readChunk } from './chunk.ts'
import type { Chunk } from './chunk.ts'

const chunkOf = (content: unknown, more: object = {}, delta: object = {}) =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    choices: [{ index: 0, delta: { content, ...delta }, finish_reason: null }],
    ...more,
  })

const usage = { prompt_tokens: 3, completion_tokens: 4 }

/** The data of whole answers, with what endpoints do to make one chunk unlike another. */
const answers: Readonly<Record<string, readonly string[]>> = {
  'plain tokens': ['Hello', ' there', ', how', ' are', ' you', '?'].map((text) => chunkOf(text)),
  'quotes, backslashes, line breaks and letters of all kinds': [
    'She',
    ' said',
    ' "hi"',
    '\\',
    '\n\n',
    ' naïve',
    ' 👩‍🚀',
    '\u2028',
    '"',
    ' end',
    '","finish_reason":"stop',
    ' done',
  ].map((text) => chunkOf(text)),
  'a clock that ticks': ['a', 'b', 'c', 'd', 'e', 'f'].map((text, at) => chunkOf(text, { created: at })),
  'padding of another length each time': ['a', 'b', 'c', 'd', 'e', 'f'].map((text, at) =>
    chunkOf(text, { obfuscation: 'x'.repeat(at) }),
  ),
  'an empty text and none': ['a', 'b', '', null, 'c'].map((text) => chunkOf(text)),
  'thoughts beside the text': ['a', 'b', 'c'].map((text) => chunkOf(text, {}, { reasoning: 'hm' })),
  'a refusal': ['a', 'b'].map((text) => chunkOf(text, {}, { refusal: 'no' })),
  'the count of tokens in each chunk': ['a', 'b', 'c'].map((text) => chunkOf(text, { usage })),
  'a call in the middle': [
    chunkOf('a'),
    chunkOf('b'),
    chunkOf('c', {}, { tool_calls: [{ index: 0, id: '1', function: { name: 'f', arguments: '{' } }] }),
    chunkOf('d', {}, { tool_calls: [{ index: 0, function: { arguments: '}' } }] }),
    chunkOf('e'),
  ],
  'the end with the last text': [
    chunkOf('a'),
    chunkOf('b'),
    chunkOf('c', { choices: [{ index: 0, delta: { content: 'c' }, finish_reason: 'stop' }] }),
  ],
  'two choices': ['a', 'b'].map((text) =>
    chunkOf(text, { choices: [{ delta: { content: text } }, { delta: { content: text } }] }),
  ),
  'the same key elsewhere': ['a', 'b', 'c'].map((text) =>
    JSON.stringify({ prompt: { content: 'x' }, choices: [{ delta: { content: text } }] }),
  ),
  'the same key twice': ['a', 'b', 'c'].map(
    (text) => `{"choices":[{"delta":{"content":"${text}","content":"last ${text}"}}]}`,
  ),
  'content in parts': ['a', 'b', 'c'].map((text) => chunkOf([{ type: 'text', text }])),
  'a line break that JSON forbids': [
    chunkOf('a'),
    chunkOf('b'),
    chunkOf('X').replace('X', '\n'),
    chunkOf('c'),
  ],
  'lines that are cut': [
    chunkOf('a'),
    chunkOf('b'),
    chunkOf('c').slice(0, -5),
    chunkOf('d').slice(5),
    chunkOf('e'),
  ],
  'a line of head and tail that overlap': [chunkOf('a'), chunkOf('b'), chunkOf(''), chunkOf('c')],
}

/** What an answer takes from a chunk. */
function meaning(chunk: Chunk | undefined) {
  const choice = chunk?.choices?.[0]
  const given = Object.entries(choice?.delta ?? {}).filter(([, value]) => value != null)
  return chunk && { delta: given, end: choice?.finish_reason ?? null, usage: chunk.usage ?? null }
}

for (const [what, answer] of Object.entries(answers)) {
  test(`a chunk means the same whether its frame is known or not: ${what}`, (t) => {
    const read = chunkReader()

    const meanings = answer.map((data) => meaning(read(data)))

    t.deepEqual(
      meanings,
      answer.map((data) => meaning(readChunk(data))),
    )
  })
}

test('an error in the place of a chunk is thrown, frame or not', (t) => {
  const read = chunkReader()
  read(chunkOf('a'))
  read(chunkOf('b'))

  t.throws(() => read(JSON.stringify({ error: { message: 'busy', code: 503 } })))
})
