/** Angle brackets in all their widths: without them a text can neither open nor close a block. */
const brackets = /[<>\uFF1C\uFF1E\uFE64\uFE65]/gu
/** Control characters, and letters that no eye sees but a model reads. */
const unseen = /[\p{Cc}\u{E0000}-\u{E007F}]/gu

/** What a person wrote, as one line of data in a prompt. */
export function plainLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(brackets, '').replace(unseen, '').trim()
}

/** The same with its lines kept. */
export function plainLines(text: string): string {
  return text.split('\n').map(plainLine).join('\n').trim()
}

/** A block of data in a prompt. Its lines must be plain. */
export function fence(name: string, lines: readonly string[]): string {
  return `<${name}>\n${lines.join('\n')}\n</${name}>`
}
