import { limitOf, type Features, type Limit, type Tier } from './tiers.ts'

/** Weighs a feature without limits more than any number of units. */
const unlimited = 1_000_000
const monthsOf = { day: 1 / 30, week: 7 / 30, month: 1, year: 12 } as const

/** How much a limit opens in a month, to compare limits of different periods with each other. */
export function worthOf(limit: Limit | true | undefined, tier: Tier | undefined): number {
  if (limit === undefined) return 0
  if (limit === true) return unlimited
  if (limit.per === 'day') return limit.limit * 30
  return limit.per === 'period' ? limit.limit / monthsOf[tier?.price?.interval ?? 'month'] : limit.limit
}

/** How much a tier opens in all: what has more of every feature is worth more. */
export function worthOfAll(features: Features, tier: Tier): number {
  return Object.keys(features).reduce((sum, feature) => sum + worthOf(limitOf(features, feature), tier), 0)
}
