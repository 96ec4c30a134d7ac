import type { Money } from '@parlor/plugin-kit'

/** Costs added up, for each currency; a sum with an estimate in it is one. */
export function sumCosts(costs: readonly (Money | null | undefined)[]): readonly Money[] {
  const sums = new Map<string, Money>()
  for (const cost of costs) {
    if (cost === null || cost === undefined) continue
    const sum = sums.get(cost.currency)
    const isEstimated = cost.estimated === true || sum?.estimated === true
    sums.set(cost.currency, {
      micros: (sum?.micros ?? 0) + cost.micros,
      currency: cost.currency,
      ...(isEstimated ? { estimated: true } : {}),
    })
  }
  return [...sums.values()]
}
