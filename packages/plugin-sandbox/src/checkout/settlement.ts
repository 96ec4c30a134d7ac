import type { RawRequest, Verified, Webhook } from '@parlor/plugin-kit'
import { z } from 'zod'
import { order, outcome, outcomes, receipt, refOf, type Errand, type Outcome } from './purchase.ts'
import { seal, unseal } from './token.ts'

const body = z.object({ outcome })
const settled = z.object({ id: z.string(), ref: z.string() })

/**
 * A page's answer: `POST …/webhooks/sandbox/<token>` with `{ "outcome": "paid" }` or another of `outcomes`.
 *
 * The link's own seal is the signature. A verified answer becomes a sealed receipt, and its ref,
 * `sbx_<id>:<receipt>`, is the only thing that makes `fetch` record a payment. The short `sbx_<id>` that
 * the return URL carries proves nothing.
 */
export function settlement(
  secret: string,
): Webhook<readonly { readonly id: string; readonly ref: string }[]> {
  return {
    verify(request) {
      if (request.method !== 'POST') return 'refused'
      const token = request.url.pathname.split('/').at(-1) ?? ''
      const known = order.safeParse(unseal('checkout', token, secret))
      const answer = body.safeParse(fields(request))
      if (!known.success || !answer.success) return 'refused'
      const { outcome } = answer.data
      const isPossible = outcomes[known.data.errand.kind].includes(outcome)
      return isPossible ? verified(known.data, outcome, secret) : 'refused'
    },
    read: (given) => [settled.parse(given)],
  }
}

function verified(known: z.output<typeof order>, outcome: Outcome, secret: string): Verified {
  const proof = seal('receipt', receipt.parse({ ...known, outcome }), secret)
  return { body: { id: `${known.id}:${nameOf(known.errand)}${outcome}`, ref: `${refOf(known.id)}:${proof}` } }
}

/** A subscription is bought once, and may be due or get another card many times. */
function nameOf(errand: Errand): string {
  if (errand.kind === 'due') return `due:${errand.since}:`
  return errand.kind === 'card' ? `card:${errand.page}:` : ''
}

function fields(request: RawRequest): unknown {
  const text = Buffer.from(request.raw).toString('utf8')
  if (request.headers.get('content-type')?.includes('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text))
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no JSON is no answer: refused above
  }
}
