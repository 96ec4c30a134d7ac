import { PlatformError } from '../platform-error.ts'
import type { Database } from './database.ts'

/** How long a claim lives without being kept; a dead process's work is free after that. */
export const claimSeconds = 30

export class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError'
}

export interface Claims {
  /** How long a row that is claimed now is ours without being kept. */
  readonly seconds: number
  /**
   * Starts keeping a claim; its signal, or the controller that is given, aborts with `ClaimLostError` when the row is
   * no longer ours. `onStop` hears of a wish to stop that stands in the row, should its message on the bus have been
   * lost.
   */
  hold(
    claim: string,
    options?: { readonly controller?: AbortController; readonly onStop?: () => void },
  ): { readonly signal: AbortSignal; readonly drop: () => void }
  close(): void
}

/**
 * Keeps all of a process's claims on one table alive, by one statement each third of their time. After two
 * thirds without success it gives up, whether the statement failed or was never answered: another process may be
 * about to take the row.
 *
 * A claim is a random token compared for equality. Only its holder may move the row; every transaction of
 * the holder repeats `where claim = …`, so that a frozen process that wakes up late writes nothing.
 */
export function createClaims(
  database: Database,
  table: 'turn' | 'photo',
  options: { readonly seconds: number; readonly report: (error: unknown) => void },
): Claims {
  const { seconds, report } = options
  const keepEveryMs = (seconds * 1000) / 3
  const giveUpAfterMs = 2 * keepEveryMs
  const held = new Map<
    string,
    { controller: AbortController; keptAt: number; onStop: (() => void) | undefined }
  >()
  const stop = table === 'turn' ? 'stop' : 'false'
  // As its partial index says it: without these words the statement would read all rows that ever were.
  const isOpen =
    table === 'turn' ? `state <> 'ended'` : `state in ('queued', 'starting', 'generating', 'finishing')`

  const keep = async () => {
    if (held.size === 0) return
    const claims = [...held.keys()]
    // When it was asked, not when it was answered: the row's own time began in between.
    const askedAt = Date.now()
    try {
      const { rows } = await database.pool.query<{ claim: string; stop: boolean }>(
        `update ${table} set due_at = now() + $2 * interval '1 second' where ${isOpen} and claim = any($1::uuid[])
         returning claim, ${stop} as stop`,
        [claims, seconds],
      )
      const kept = new Map(rows.map((row) => [row.claim, row.stop]))
      for (const claim of claims) {
        const entry = held.get(claim)
        if (entry === undefined) continue
        if (kept.has(claim)) entry.keptAt = askedAt
        if (kept.get(claim) === true) entry.onStop?.()
        else if (!kept.has(claim)) entry.controller.abort(new ClaimLostError(`A ${table} was taken over`))
      }
    } catch (error) {
      report(new PlatformError('unavailable', `Claims on ${table} could not be kept`, { cause: error }))
    }
  }
  const giveUp = () => {
    for (const entry of held.values()) {
      if (Date.now() - entry.keptAt < giveUpAfterMs) continue
      entry.controller.abort(new ClaimLostError(`A ${table} could not be kept`))
    }
  }
  const timers = [setInterval(() => void keep(), keepEveryMs), setInterval(giveUp, keepEveryMs / 10)]
  for (const timer of timers) timer.unref()

  return {
    seconds,
    hold(claim, { controller = new AbortController(), onStop } = {}) {
      held.set(claim, { controller, keptAt: Date.now(), onStop })
      return { signal: controller.signal, drop: () => held.delete(claim) }
    },
    close() {
      for (const timer of timers) clearInterval(timer)
      held.clear()
    },
  }
}
