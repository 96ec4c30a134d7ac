import { PlatformError } from './platform-error.ts'

export type GateLimits = {
  readonly running: number
  readonly waiting: number
  /** What is thrown at whom comes beyond. */
  readonly refusal: () => PlatformError
}

export type Gate = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Lets `running` pieces of work run at once and `waiting` more wait their turn; what comes beyond is refused
 * at once, so that a flood cannot pile up.
 */
export function gate(limits: GateLimits): Gate {
  const queue: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running < limits.running) running++
    else {
      if (queue.length >= limits.waiting) throw limits.refusal()
      // Whoever leaves hands its place over, so `running` stays as it is.
      await new Promise<void>((enter) => queue.push(enter))
    }
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next === undefined) running--
      else next()
    }
  }
}

/** A gate for each key, such as an account; one that nobody stands at is forgotten. */
export function gates(limits: GateLimits): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const open = new Map<string, { readonly enter: Gate; users: number }>()
  return async (key, work) => {
    const entry = open.get(key) ?? { enter: gate(limits), users: 0 }
    open.set(key, entry)
    entry.users++
    try {
      return await entry.enter(work)
    } finally {
      entry.users--
      if (entry.users === 0) open.delete(key)
    }
  }
}
