/**
 * Angle brackets in all their widths, without which a text can neither open nor close a block; control characters,
 * what turns the direction of a line, and letters that no eye sees but a model reads.
 */
const unwanted =
  /[<>\uFF1C\uFF1E\uFE64\uFE65\p{Cc}\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u{E0000}-\u{E007F}]/gu
/** White space that is not one plain blank already: a summary of 2,000 letters has few of it, and is read each turn. */
const wideSpace = /\s{2,}|[^\S ]/g

/** What a person wrote, as one line of data in a prompt. */
export function plainLine(text: string): string {
  return text.replace(wideSpace, ' ').replace(unwanted, '').trim()
}

/** The same with its lines kept. */
export function plainLines(text: string): string {
  return text.split('\n').map(plainLine).join('\n').trim()
}

/** A block of data in a prompt. Its lines must be plain. */
export function fence(name: string, lines: readonly string[]): string {
  return `<${name}>\n${lines.join('\n')}\n</${name}>`
}
