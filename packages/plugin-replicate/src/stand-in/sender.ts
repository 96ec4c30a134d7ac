import type { Prediction } from 'replicate'
import { Webhook } from 'standardwebhooks'
import { request } from 'undici'

export const signingSecret = `whsec_${Buffer.from('a secret of the stand-in alone').toString('base64')}`

/** Body and headers of a webhook as Replicate sends it, signed now or at another time. */
export function signedWebhook(body: Prediction | string, at = new Date(), secret = signingSecret) {
  const raw = typeof body === 'string' ? body : JSON.stringify(body)
  const id = `msg_${raw.length}_${at.getTime()}`
  return {
    raw: Buffer.from(raw),
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, at, raw),
    },
  }
}

/**
 * Posts it as Replicate does: no redirect is followed, and nobody minds when nobody is there. The address says https,
 * as Replicate demands; `origin` is where it is really listened to, on this machine and in the clear.
 */
export async function deliverWebhook(address: string, body: Prediction, origin?: string): Promise<void> {
  const { raw, headers } = signedWebhook(body)
  const { pathname, search, host } = new URL(address)
  const url = `${origin ?? `http://${host}`}${pathname}${search}`
  try {
    const answer = await request(url, { method: 'POST', headers, body: raw })
    await answer.body.dump()
  } catch {
    // Lost; polling is what remains
  }
}
