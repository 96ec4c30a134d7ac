import type { Row } from './row.ts'

/** The answer that failed and what was said before it. */
export type AskAgain = { readonly key: string; readonly text: string }

/**
 * What may be said again because its answer did not come through.
 *
 * Only as long as nothing was said since: later the conversation has gone on without that answer.
 */
export function askAgain(rows: readonly Row[]): AskAgain | null {
  const last = rows.findLast(({ kind }) => kind !== 'notice')
  if (last?.kind !== 'hers' || last.ended !== 'failed') return null
  const asked = rows.flatMap((row) => (row.kind === 'mine' && row.turn === last.turn ? [row.text] : []))
  return asked.length === 0 ? null : { key: last.key, text: asked.join('\n') }
}
