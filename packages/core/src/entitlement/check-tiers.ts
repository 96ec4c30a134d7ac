import { minorUnits } from './price.ts'
import type { Problem, YamlFile } from './yaml-file.ts'

type Path = readonly (string | number)[]

/**
 * What the shape of the file cannot say. Looks at whatever has its shape already, so that all that is wrong is told at
 * once.
 */
export function checkTiers(file: YamlFile): readonly Problem[] {
  const everyone = mapIn(mapIn(file.value).everyone)
  const tiers = listIn(mapIn(file.value).tiers).map(mapIn)
  const found: { readonly path: Path; readonly words: string }[] = [
    ...freeOfCharge(mapIn(everyone.features)),
    ...tiers.flatMap((tier, index) => wrongPrice(mapIn(tier.price), ['tiers', index, 'price'])),
    ...sharedNames(tiers, file),
  ]
  return found.map(({ path, words }) => ({ ...file.at(path), words: `${path.join('.')}: ${words}` }))
}

function freeOfCharge(features: Loose) {
  const path = ['everyone', 'features']
  const perPeriod = Object.keys(features).filter((name) => mapIn(features[name]).per === 'period')
  return [
    // It would be passed over in silence: who chats has a tier.
    ...(features.chat === true
      ? [
          {
            path: [...path, 'chat'],
            words: 'is what a tier gives: nobody chats without one; take it out here',
          },
        ]
      : []),
    ...perPeriod.map((name) => ({
      path: [...path, name, 'per'],
      words: 'must be day or month here: who pays nothing has no billing period',
    })),
  ]
}

function wrongPrice({ amount, currency }: Loose, path: Path) {
  if (typeof amount !== 'string' || !/^\d+(\.\d+)?$/.test(amount)) return []
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return []
  const units = minorUnits(amount, currency)
  return 'wrong' in units ? [{ path: [...path, units.field], words: units.wrong }] : []
}

/** A subscriber is known by one name: it must lead to one tier. */
function sharedNames(tiers: readonly Loose[], file: YamlFile) {
  const found: { readonly path: Path; readonly words: string }[] = []
  const lineOf = (path: Path) => `line ${file.at(path).line}`
  const living = new Map<string, { readonly tier: number; readonly path: Path }>()
  for (const [tier, entry] of tiers.entries()) {
    for (const { name, path } of namesOf(entry, tier)) {
      const first = living.get(name)
      if (first === undefined) living.set(name, { tier, path })
      else if (first.tier !== tier || first.path.at(-1) === path.at(-1))
        found.push({
          path,
          words: `${name} stands twice, first in ${lineOf(first.path)}; it must buy one tier`,
        })
    }
  }
  const earlier = new Map<string, Path>()
  for (const [tier, entry] of tiers.entries()) {
    for (const [index, name] of listIn(entry.legacy).entries()) {
      if (typeof name !== 'string') continue
      const path = ['tiers', tier, 'legacy', index]
      const owner = living.get(name)
      const first = earlier.get(name)
      if (owner?.tier === tier) found.push({ path, words: `${name} is this tier’s own name; take it out` })
      else if (owner !== undefined)
        found.push({ path, words: `${name} is a tier that there still is, in ${lineOf(owner.path)}` })
      else if (first !== undefined)
        found.push({ path, words: `${name} stands twice, first in ${lineOf(first)}; one tier can follow it` })
      else earlier.set(name, path)
    }
  }
  return found
}

function namesOf(tier: Loose, index: number): readonly { readonly name: string; readonly path: Path }[] {
  const { lookupKey } = mapIn(tier.price)
  return [
    ...(typeof tier.id === 'string' ? [{ name: tier.id, path: ['tiers', index, 'id'] }] : []),
    ...(typeof lookupKey === 'string'
      ? [{ name: lookupKey, path: ['tiers', index, 'price', 'lookupKey'] }]
      : []),
  ]
}

type Loose = Readonly<Record<string, unknown>>

function mapIn(value: unknown): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {}
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}
