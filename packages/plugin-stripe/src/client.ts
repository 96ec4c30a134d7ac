import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import Stripe from 'stripe'
import type { Config } from './config.ts'

/** The version that this code was written for; the webhook endpoint is made with the same one. */
export const apiVersion = '2026-10-28.endive'

/** Stripe's own client with limits, and what closes its connections. */
export function stripeClient({ secretKey, baseUrl, timeoutMs }: Config): {
  readonly stripe: Stripe
  readonly close: () => void
} {
  const { protocol, hostname, port } = new URL(baseUrl)
  const isPlain = protocol === 'http:'
  const usualPort = isPlain ? 80 : 443
  const agent = new (isPlain ? HttpAgent : HttpsAgent)({ keepAlive: true })
  const stripe = new Stripe(secretKey, {
    apiVersion,
    appInfo: { name: 'parlor', version: '0.1.0' },
    timeout: timeoutMs,
    maxNetworkRetries: 2,
    telemetry: false,
    host: hostname,
    port: port === '' ? usualPort : port,
    protocol: isPlain ? 'http' : 'https',
    httpAgent: agent,
  })
  return { stripe, close: () => agent.destroy() }
}
