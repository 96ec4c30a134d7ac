import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { PlatformError } from '../platform-error.ts'

const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens')

const limited = z.strictObject({
  limit: z.int('must be a whole number').min(1, 'must be 1 or more'),
  per: z.enum(['day', 'month'], 'must be day or month'),
})

const features = z.strictObject({
  chat: z.literal(true, 'must be true where it is named').optional(),
  photos: limited.optional(),
  paintAgain: limited.optional(),
})

const tier = z.strictObject({
  id,
  name: z.string().min(1).max(40),
  description: z.string().max(200).default(''),
  price: z.strictObject({
    amount: z.string('must be a text such as "14.99", so that no digit is lost'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as USD'),
    interval: z.enum(['day', 'week', 'month', 'year']),
  }),
  features,
})

const tiersFile = z.strictObject({
  everyone: z.strictObject({ features }).default({ features: {} }),
  tiers: z.array(tier).min(1, 'must hold one tier at least'),
})

export type Limit = z.infer<typeof limited>
export type Feature = keyof z.infer<typeof features>
export type Features = z.infer<typeof features>
export type Tier = Omit<z.infer<typeof tier>, 'price'> & { readonly price: Price }
/** `amount` in the currency's minor units: 1499 with exponent 2 is 14.99. */
export type Price = {
  readonly amount: number
  readonly currency: string
  readonly exponent: number
  readonly interval: 'day' | 'week' | 'month' | 'year'
}
export type Tiers = { readonly everyone: Features; readonly tiers: readonly Tier[] }

/**
 * Reads `tiers.yaml`. Throws `validation` with every problem at once, each with line and column.
 */
export function parseTiers(text: string, fileName = 'tiers.yaml'): Tiers {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const problems: string[] = document.errors.map((error) => {
    const at = lines.linePos(error.pos[0])
    return `${fileName}:${at.line}:${at.col} ${error.message.split('\n')[0] ?? ''}`
  })
  const where = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined
      if (node?.range) {
        const at = lines.linePos(node.range[0])
        return `${fileName}:${at.line}:${at.col}`
      }
    }
    return fileName
  }
  if (problems.length > 0) throw invalid(fileName, problems)

  const result = tiersFile.safeParse(document.toJS())
  if (!result.success) {
    throw invalid(
      fileName,
      result.error.issues.map((issue) => `${where(issue.path)} ${issue.path.join('.')}: ${issue.message}`),
    )
  }
  const tiers: Tier[] = []
  for (const [index, entry] of result.data.tiers.entries()) {
    const exponent = exponentOf(entry.price.currency)
    const amount = minorUnits(entry.price.amount, exponent)
    if (amount === undefined) {
      const decimals = exponent === 0 ? 'no decimals' : `at most ${exponent} decimals`
      problems.push(
        `${where(['tiers', index, 'price', 'amount'])} tiers.${index}.price.amount: must be a price in ${entry.price.currency} with ${decimals}`,
      )
    } else tiers.push({ ...entry, price: { ...entry.price, amount, exponent } })
    if (result.data.tiers.findIndex((other) => other.id === entry.id) !== index) {
      problems.push(`${where(['tiers', index, 'id'])} tiers.${index}.id: ${entry.id} stands twice`)
    }
  }
  if (problems.length > 0) throw invalid(fileName, problems)
  return { everyone: result.data.everyone.features, tiers }
}

function invalid(fileName: string, problems: readonly string[]): PlatformError {
  return new PlatformError('validation', `${fileName} is not valid:\n  ${problems.join('\n  ')}`, {
    errors: problems.map((message) => ({ path: fileName, message })),
  })
}

/** How many decimals a currency has, from the platform's own CLDR data; 2 for a code it does not know. */
function exponentOf(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  )
}

function minorUnits(amount: string, exponent: number): number | undefined {
  const match = /^(\d{1,7})(?:\.(\d+))?$/.exec(amount)
  if (match === null) return undefined
  const decimals = match[2] ?? ''
  if (decimals.length > exponent) return undefined
  return Number(`${match[1]}${decimals.padEnd(exponent, '0')}`)
}
