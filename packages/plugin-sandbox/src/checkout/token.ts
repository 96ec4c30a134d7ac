import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Signs a JSON value for one purpose: `base64url(json).base64url(hmac)`.
 *
 * The purpose is part of what is signed, so a checkout link can never be used as a receipt.
 */
export function seal(purpose: 'checkout' | 'receipt', value: unknown, secret: string): string {
  const payload = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${payload}.${signature(purpose, payload, secret)}`
}

/** The value, or `undefined` when it was not sealed by us for this purpose. Compares in constant time. */
export function unseal(purpose: 'checkout' | 'receipt', token: string, secret: string): unknown {
  const [payload = '', given = '', ...rest] = token.split('.')
  const expected = Buffer.from(signature(purpose, payload, secret))
  const actual = Buffer.from(given)
  if (rest.length > 0 || actual.length !== expected.length || !timingSafeEqual(actual, expected))
    return undefined
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown
}

function signature(purpose: string, payload: string, secret: string): string {
  return createHmac('sha256', secret).update(`parlor-sandbox:${purpose}:${payload}`).digest('base64url')
}
