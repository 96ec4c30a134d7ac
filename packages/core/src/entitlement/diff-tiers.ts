import { priceWords } from './price.ts'
import { limitOf, tierOf, type Features, type Limit, type Tier, type Tiers } from './tiers.ts'

/** How many have something bought by this name. */
export type Buyers = { readonly price: string; readonly count: number }

/** `offer`: what is sold otherwise; `people`: who gains or loses what; `warning`: who is forgotten. */
export type TiersChange = { readonly kind: 'offer' | 'people' | 'warning'; readonly words: string }

/** What another file of tiers would change, and for how many. */
export function diffTiers(before: Tiers, after: Tiers, buyers: readonly Buyers[]): readonly TiersChange[] {
  return [
    ...offerChanges(before, after).map((words) => ({ kind: 'offer' as const, words })),
    ...featureChanges(before.everyone, after.everyone).map((change) => ({
      kind: 'people' as const,
      words: `accounts without a tier ${change.verb} ${change.what}`,
    })),
    ...groupsOf(before, after, buyers).flatMap((group) => groupChanges(before, after, group)),
  ]
}

function offerChanges(before: Tiers, after: Tiers): readonly string[] {
  const isIn = ({ tiers }: Tiers, { id }: Tier) => tiers.some((tier) => tier.id === id)
  return [
    ...before.tiers.filter((tier) => !isIn(after, tier)).map(({ id }) => `${id} is gone`),
    ...after.tiers.flatMap((tier) => {
      const old = before.tiers.find(({ id }) => id === tier.id)
      return old === undefined ? [`${tier.id} is new: ${costOf(tier)}`] : tierChanges(old, tier)
    }),
    ...(before.graceDays === after.graceDays
      ? []
      : [`a failed payment is waited for ${after.graceDays} days instead of ${before.graceDays}`]),
  ]
}

function tierChanges(old: Tier, tier: Tier): readonly string[] {
  const { id } = tier
  const trial = ({ trialDays }: Tier) =>
    trialDays === undefined ? 'no trial' : `a trial of ${trialDays} days`
  return [
    ...(costOf(old) === costOf(tier)
      ? []
      : [`${id} costs new subscribers ${costOf(tier)} instead of ${costOf(old)}`]),
    ...(old.name === tier.name ? [] : [`${id} is called ${tier.name} instead of ${old.name}`]),
    ...(old.description === tier.description ? [] : [`${id} is described in other words`]),
    ...(trial(old) === trial(tier) ? [] : [`${id} has ${trial(tier)} instead of ${trial(old)}`]),
    ...(old.visibility === tier.visibility
      ? []
      : [tier.visibility === 'hidden' ? `${id} is not sold any more` : `${id} is sold`]),
  ]
}

function costOf({ price, lookupKey }: Tier): string {
  const named = lookupKey === undefined ? [] : [`${lookupKey} at the provider`]
  return [...(price === undefined ? [] : [priceWords(price)]), ...named].join(', ')
}

/** Those who bought by one name have the same before and after. */
type Group = {
  readonly names: readonly string[]
  readonly count: number
  readonly from: Tier | undefined
  readonly to: Tier | undefined
}

function groupsOf(before: Tiers, after: Tiers, buyers: readonly Buyers[]): readonly Group[] {
  const groups = new Map<string, Group>()
  // A tier without subscribers is told too: they may come.
  const all = [...before.tiers.map(({ id }) => ({ price: id, count: 0 })), ...buyers]
  for (const { price, count } of all) {
    const from = tierOf(before, price)
    const to = tierOf(after, price)
    const key = from === undefined ? `? ${price}` : `${from.id} ${to?.id ?? '?'}`
    const group = groups.get(key) ?? { names: [], count: 0, from, to }
    const names = count > 0 ? [...group.names, price] : group.names
    groups.set(key, { ...group, names, count: group.count + count })
  }
  return [...groups.values()]
}

function groupChanges(before: Tiers, after: Tiers, group: Group): readonly TiersChange[] {
  const { from, to, count, names } = group
  const people = `${count} subscriber${count === 1 ? '' : 's'} of ${from?.id ?? names.join(', ')}`
  const remedy = `legacy: [${names.join(', ')}] in a tier gives them that`
  if (to === undefined) {
    if (count === 0) return []
    const words =
      from === undefined
        ? `${people} have nothing, before and after: no tier is called so; ${remedy}`
        : `${people} lose all: no tier is called so any more; ${remedy}`
    return [{ kind: 'warning', words }]
  }
  const changes = featureChanges(
    { ...before.everyone, ...from?.features },
    { ...after.everyone, ...to.features },
  )
  const moved = from?.id === to.id || count === 0 ? [] : [`${people} have ${to.id} from then on`]
  return [...moved, ...changes.map(({ verb, what }) => `${people} ${verb} ${what}`)].map((words) => ({
    kind: 'people',
    words,
  }))
}

type Change = { readonly verb: 'gain' | 'lose' | 'have'; readonly what: string }

function featureChanges(before: Features, after: Features): readonly Change[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.flatMap((name) => featureChange(name, limitOf(before, name), limitOf(after, name)))
}

type Much = Limit | true | undefined

function featureChange(name: string, before: Much, after: Much): readonly Change[] {
  if (before === undefined && after === undefined) return []
  if (before === undefined) return [{ verb: 'gain', what: much(name, after) }]
  if (after === undefined) return [{ verb: 'lose', what: `all of ${much(name, before)}` }]
  if (before === true || after === true)
    return before === after
      ? []
      : [{ verb: 'have', what: `${much(name, after)} instead of ${much(name, before)}` }]
  if (before.per !== after.per)
    return [{ verb: 'have', what: `${much(name, after)} instead of ${much(name, before)}` }]
  if (before.limit === after.limit) return []
  const difference = { limit: Math.abs(after.limit - before.limit), per: after.per }
  return [
    {
      verb: after.limit > before.limit ? 'gain' : 'lose',
      what: `${much(name, difference)} (${before.limit} → ${after.limit})`,
    },
  ]
}

function much(name: string, limit: Much): string {
  if (limit === undefined || limit === true) return name
  return `${limit.limit} ${name} a ${limit.per === 'period' ? 'billing period' : limit.per}`
}
