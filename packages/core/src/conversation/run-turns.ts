import { ClaimLostError } from '../database/claims.ts'
import { turnsChannel } from '../event/bus.ts'
import { answerTurn, stopped } from './answer.ts'
import type { ConversationContext } from './conversation-context.ts'
import { createMemoryKeeper } from './memory-keeper.ts'
import { soonest } from './soonest.ts'
import { createTextFrames, type TextFrames } from './text-frames.ts'
import { claimTurns, releaseTurns, type ClaimedTurn } from './turn-queue.ts'

/** Turns that one process answers at once. They wait for a model most of the time. */
const places = 256
const claimAtOnce = 8
/** The table is the queue: it is looked at each second anyway, since a wake-up may be lost. */
const lookEveryMs = 1000
/** Wake-ups of this time share one claim, at the most: as many milliseconds as turns are running here. */
const wakeMs = 20
/** A turn that could not be ended is taken up again after this time. */
const troubleMs = 2000

export interface TurnRunner {
  /** Waits up to `drainMs` for running turns, then gives them back, due at once. */
  close(drainMs: number): Promise<void>
}

type Running = {
  readonly turn: string
  readonly work: Promise<void>
  readonly controller: AbortController
  readonly frames: TextFrames
}

/** Claims turns as they come and answers them, until closed. */
export function runTurns(context: ConversationContext): TurnRunner {
  const running = new Map<string, Running>()
  const closing = new AbortController()
  const memory = createMemoryKeeper(context)
  let looking: Promise<void> | undefined
  let nextMs = lookEveryMs
  let lastAt = 0

  const look = async () => {
    const free = Math.min(claimAtOnce, places - running.size)
    if (free <= 0) return
    const turns = await claimTurns(context.database, free, context.claims.seconds)
    for (const turn of turns) begin(turn)
    // As many as were asked for: there may be more.
    if (turns.length === free) nextMs = 0
  }
  const next = soonest(() => {
    nextMs = lookEveryMs
    lastAt = Date.now()
    looking = look()
      .catch(context.report)
      .finally(() => {
        looking = undefined
        if (!closing.signal.aborted) next.within(nextMs)
      })
  })
  const begin = (turn: ClaimedTurn) => {
    const controller = new AbortController()
    const { signal } = controller
    const held = context.claims.hold(turn.claim, { controller, onStop: () => controller.abort(stopped) })
    const frames = createTextFrames(context.bus, turn)
    const work = answerTurn(context, turn, frames, controller)
      .then((isFull) => {
        if (isFull) memory.fold({ account: turn.account, conversation: turn.conversation })
      })
      .catch(async (error: unknown) => {
        // Another has the turn, or may have it: whatever failed then is no matter of ours.
        if (error instanceof ClaimLostError || signal.reason instanceof ClaimLostError) return
        context.report(error)
        // The database may be away for a moment: the turn is tried again soon, not when its claim runs out.
        const afterMs = closing.signal.aborted ? 0 : troubleMs
        await releaseTurns(context.database, [turn.claim], afterMs).catch(context.report)
      })
      .finally(() => {
        held.drop()
        running.delete(turn.claim)
        // The next messages of this conversation may have waited for this turn.
        wake(wakeMs)
      })
    running.set(turn.claim, { turn: turn.id, work, controller, frames })
  }
  const wake = (leastMs = 0) => {
    if (closing.signal.aborted) return
    // Somebody who is alone is answered at once; in a crowd one claim takes what came together.
    const ms = Math.max(leastMs, lastAt + Math.min(wakeMs, running.size) - Date.now())
    if (looking === undefined) next.within(ms)
    else nextMs = Math.min(nextMs, ms)
  }
  // One subscription for all turns: one for each would cost Redis two commands a turn.
  const unsubscribe = context.bus.subscribe(turnsChannel, (message) => {
    if (message.type === 'wake') wake()
    if (message.type !== 'stop' && message.type !== 'ask') return
    for (const entry of running.values()) {
      if (entry.turn !== message.turn) continue
      if (message.type === 'stop') entry.controller.abort(stopped)
      else entry.frames.again(message.offset)
    }
  })
  next.within(0)

  return {
    async close(drainMs) {
      closing.abort()
      next.cancel()
      unsubscribe()
      await memory.close()
      await looking
      const all = () => Promise.all([...running.values()].map(async (entry) => await entry.work))
      await Promise.race([all(), new Promise((resolve) => setTimeout(resolve, drainMs).unref())])
      if (running.size === 0) return
      // Should the database be away, the claims run out by themselves.
      await releaseTurns(context.database, [...running.keys()]).catch(context.report)
      for (const entry of running.values())
        entry.controller.abort(new ClaimLostError('The process is closing'))
      await all()
    },
  }
}
