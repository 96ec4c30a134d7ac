import type { ChatRequest } from '@parlor/plugin-kit'

/** Characters of an extract, well below what core keeps. */
const longest = 1200

/**
 * What a request for a memory is answered with: what was remembered, and the beginnings of what the user said since.
 * An extract, not a summary; the oldest gives way.
 */
export function extract(request: ChatRequest): string {
  const text = request.messages.map((message) => ('text' in message ? message.text : '')).join('\n')
  const before = /<memory>\n([\s\S]*?)\n<\/memory>/.exec(text)?.[1] ?? ''
  const said = [...text.matchAll(/^user: (.+)$/gm)].map(
    ([, words = '']) => `The user said: ${firstWords(words)}`,
  )
  const lines = [...before.split('\n'), ...said].map((line) => line.trim()).filter((line) => line !== '')
  while (lines.length > 1 && lines.join('\n').length > longest) lines.shift()
  return lines.join('\n')
}

function firstWords(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 120).replace(/\s\S*$/, '')} …`
}
