import type { SaidTurn } from './history.ts'

/** The newest events that a prompt is made of, at most: what a turn costs must not grow with its history. */
export const windowRows = 80

/** From these parts of their room on, the oldest turns are folded into the summary … */
const fullAt = { tokens: 0.75, rows: 0.75 }
/** … until this much is left. In between the beginning of the prompt stays the same, and providers may cache it. */
const leftAfter = { tokens: 0.4, rows: 0.3 }
/** Turns that stay word by word however long they are. */
const keptTurns = 2
/** A fold that lags behind takes several bites. */
const biteTokens = 8000

/** Whether so much was said since the summary that it should be folded. */
export function isFull(turns: readonly SaidTurn[], historyTokens: number): boolean {
  const { tokens, rows } = sizeOf(turns)
  return rows > windowRows * fullAt.rows || tokens > historyTokens * fullAt.tokens
}

export type Fold = {
  /** To be folded, in the order in which they began. */
  readonly turns: readonly SaidTurn[]
  readonly uptoSeq: number
  readonly readFrom: number
}

/**
 * The turns to fold: the first ones to have ended, until what is left has its room. Turns that wait or run stay.
 * Undefined when there is none.
 */
export function nextFold(turns: readonly SaidTurn[], historyTokens: number): Fold | undefined {
  let { tokens, rows } = sizeOf(turns)
  let bite = 0
  const folded = new Set<SaidTurn>()
  let uptoSeq = 0
  const ended = turns.filter(hasEnded).sort((a, b) => a.endSeq - b.endSeq)
  for (const turn of ended.slice(0, -keptTurns)) {
    const isRoomy = tokens <= historyTokens * leftAfter.tokens && rows <= windowRows * leftAfter.rows
    if (isRoomy || (bite > 0 && bite + turn.tokens > biteTokens)) break
    folded.add(turn)
    uptoSeq = turn.endSeq
    tokens -= turn.tokens
    rows -= turn.rows
    bite += turn.tokens
  }
  if (folded.size === 0) return undefined
  const left = turns.filter((turn) => !folded.has(turn)).map(({ firstSeq }) => firstSeq)
  return {
    turns: turns.filter((turn) => folded.has(turn)),
    uptoSeq,
    readFrom: Math.min(uptoSeq + 1, ...left),
  }
}

type EndedTurn = SaidTurn & { readonly endSeq: number }

function hasEnded(turn: SaidTurn): turn is EndedTurn {
  return turn.endSeq !== undefined
}

function sizeOf(turns: readonly SaidTurn[]): { readonly tokens: number; readonly rows: number } {
  return {
    tokens: turns.reduce((sum, turn) => sum + turn.tokens, 0),
    rows: turns.reduce((sum, turn) => sum + turn.rows, 0),
  }
}
