import type { ChatPart, Money } from '@parlor/plugin-kit'

/** What a turn took, kept in its row: `parlor why` reads it. */
export type TurnUsage = {
  /** The plugin that answered and its model, or null when none was asked. */
  readonly plugin: string | null
  readonly model: string | null
  /** Tokens of all steps. */
  readonly input: number
  readonly output: number
  readonly cost?: Money
  /** From the beginning of this attempt; null when no text came. */
  readonly firstTokenMs: number | null
  readonly totalMs: number
  /** How often a model was asked. */
  readonly steps: number
  readonly photos: number
}

export type TurnMeter = ReturnType<typeof createTurnMeter>

/** Counts while a turn runs, so that what it took is known however it ends. */
export function createTurnMeter(nowMs: () => number = () => performance.now()) {
  const beginning = nowMs()
  const sinceMs = () => Math.round(nowMs() - beginning)
  let asked: { readonly plugin: string; readonly model: string | undefined } | undefined
  let steps = 0
  let photos = 0
  let input = 0
  let output = 0
  let cost: Money | undefined
  let firstTokenMs: number | null = null

  return {
    asked(plugin: string, model: string | undefined) {
      asked = { plugin, model }
      steps++
    },
    heard(part: ChatPart) {
      if (part.type === 'text' && part.text !== '') firstTokenMs ??= sinceMs()
      if (part.type !== 'finish') return
      input += part.usage?.input ?? 0
      output += part.usage?.output ?? 0
      if (part.cost !== undefined) cost = cost === undefined ? part.cost : sum(cost, part.cost)
    },
    photoOrdered() {
      photos++
    },
    usage(): TurnUsage {
      return {
        plugin: asked?.plugin ?? null,
        model: asked?.model ?? null,
        input,
        output,
        ...(cost === undefined ? {} : { cost }),
        firstTokenMs,
        totalMs: sinceMs(),
        steps,
        photos,
      }
    },
  }
}

/** One plugin bills a turn in one currency; should it change, the sum can be told in neither. */
function sum(one: Money, other: Money): Money {
  if (one.currency !== other.currency) return one
  const isEstimated = one.estimated === true || other.estimated === true
  return {
    micros: one.micros + other.micros,
    currency: one.currency,
    ...(isEstimated ? { estimated: true } : {}),
  }
}
