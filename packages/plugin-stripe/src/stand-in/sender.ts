import Stripe from 'stripe'

export const signingSecret = 'whsec_a_secret_of_the_stand_in'

type Signing = {
  readonly secret?: string
  readonly at?: Date
  /** As in an endpoint that was made with another version. */
  readonly apiVersion?: string
}

const { webhooks } = new Stripe('sk_test_never_sent')

/** An event as Stripe sends it: its bytes, and the signature over them. */
export function signedEvent(
  event: object,
  { secret = signingSecret, at = new Date(), apiVersion }: Signing = {},
) {
  const raw = JSON.stringify(
    apiVersion === undefined ? event : { ...event, api_version: apiVersion },
    null,
    2,
  )
  const timestamp = Math.floor(at.getTime() / 1000)
  return {
    raw: Buffer.from(raw),
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': webhooks.generateTestHeaderString({ payload: raw, secret, timestamp }),
    },
  }
}

/** Posts an event; the status of the answer, or 0 where nobody answered. */
export async function deliverEvent(url: string, event: object, signing: Signing = {}): Promise<number> {
  const { raw, headers } = signedEvent(event, signing)
  try {
    const answer = await fetch(url, { method: 'POST', headers, body: raw, redirect: 'manual' })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}
