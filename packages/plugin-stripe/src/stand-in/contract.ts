import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'

/** Says what is wrong with a request; undefined for one that is right, or that nobody has a schema for. */
export type Contract = (method: string, path: string, params: unknown) => string | undefined

const schemas: readonly (readonly [method: string, path: RegExp, name: string])[] = [
  ['POST', /^\/v1\/customers$/, 'CustomerCreate'],
  ['POST', /^\/v1\/checkout\/sessions$/, 'CheckoutSessionCreate'],
  ['POST', /^\/v1\/subscriptions\/[^/]+$/, 'SubscriptionUpdate'],
  ['DELETE', /^\/v1\/subscriptions\/[^/]+$/, 'SubscriptionCancel'],
  ['POST', /^\/v1\/refunds$/, 'RefundCreate'],
]

/** The vendor's own schemas of request parameters, in a folder beside the project; undefined where it is not there. */
export function readContract(folder: string): Contract | undefined {
  if (!existsSync(folder)) return undefined
  return (method, path, params) => {
    const name = schemas.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2]
    if (name === undefined) return undefined
    const validate = compile(join(folder, `${name}.json`))
    if (validate(structuredClone(params))) return undefined
    return (validate.errors ?? [])
      .map(({ instancePath, message, params: more }) => `${instancePath} ${message} ${JSON.stringify(more)}`)
      .join('; ')
  }
}

// Shared by all stand-ins of a process: the schema of a checkout takes most of a second
const compiled = new Map<string, ValidateFunction>()

function compile(file: string): ValidateFunction {
  const before = compiled.get(file)
  if (before !== undefined) return before
  // A form has nothing but texts. Neither inlined nor optimised it is compiled in a quarter of the time
  const ajv = new Ajv({
    coerceTypes: true,
    strict: false,
    allErrors: true,
    inlineRefs: false,
    code: { optimize: false },
  })
  const validate = ajv.compile(JSON.parse(readFileSync(file, 'utf8')) as object)
  compiled.set(file, validate)
  return validate
}
