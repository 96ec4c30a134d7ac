import type { ChatPart } from '@parlor/plugin-kit'
import test from 'ava'
import { companion } from './companion.ts'

async function remember(text: string) {
  const parts: ChatPart[] = []
  const request = {
    purpose: 'memory' as const,
    system: 'You keep the memory.',
    messages: [{ role: 'user' as const, text }],
    tools: [],
    maxTokens: 700,
  }
  const stream = companion({ paceMs: 60_000 }).stream(request, {
    key: 'k',
    signal: new AbortController().signal,
  })
  for await (const part of stream) parts.push(part)
  return {
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''),
    finish: parts.at(-1),
  }
}

test('a memory is an extract of what was remembered and said, given at once', async (t) => {
  const { text, finish } = await remember(
    '<memory>\nThe user said: My dog is Rex.\n</memory>\n<conversation>\nuser: I can’t sleep\ncompanion: Oh.\nuser: I will move to Oslo\n</conversation>',
  )

  t.is(
    text,
    'The user said: My dog is Rex.\nThe user said: I can’t sleep\nThe user said: I will move to Oslo',
  )
  t.like(finish, { type: 'finish', reason: 'stop' })
})

test('a long memory loses its oldest lines, and a long message its end', async (t) => {
  const lines = Array.from({ length: 40 }, (_, index) => `user: number ${index} ${'and so on '.repeat(20)}`)
  const { text } = await remember(
    `<memory>\n\n</memory>\n<conversation>\n${lines.join('\n')}\n</conversation>`,
  )

  t.true(text.length <= 1200)
  t.regex(text, /number 39/)
  t.notRegex(text, /number 0 /)
})
