import { msg } from '@lit/localize'
import type { HersRow } from './row.ts'

/**
 * What the product says of how an answer ended, beside it and never in her voice; `null` when there is nothing
 * to say. A code that a later version invented is worded as its reason is.
 */
export function endWords({ ended, code }: Pick<HersRow, 'ended' | 'code'>): string | null {
  switch (ended) {
    case 'failed':
      if (code === 'interrupted') return msg('The answer breaks off here.')
      if (code === 'timeout') return msg('The answer took too long.')
      return msg('The answer did not come through.')
    case 'blocked':
      if (code === 'model-refused') return msg('There was no going on with this. Other words may help.')
      return msg('This could not be answered. Other words may help.')
    case 'stopped':
      return msg('Stopped')
    case 'answered':
      if (code === 'length') return msg('The answer was cut: it had become too long.')
      if (code === 'degraded') return msg('A part of this answer was lost.')
      return null
    default:
      return null
  }
}
