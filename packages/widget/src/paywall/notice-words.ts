import { msg } from '@lit/localize'
import type { VisitState } from '../journey/visit-state.ts'

/** What the paywall says about how somebody came to it. */
export function noticeWords({ notice, me }: Pick<VisitState, 'notice' | 'me'>): string | undefined {
  switch (notice) {
    case 'checkout-canceled':
      return msg('Checkout was canceled. Nothing was charged.')
    case 'payment-failed':
      return msg(
        'That payment did not go through, and nothing was charged. You can try again, or pay another way.',
      )
    case 'checkout-unknown':
      return msg(
        'We know of no payment by that link. If you have just paid, this page opens by itself in a while.',
      )
    case 'checkout-slow':
      // one that is under way is told of by its own words
      return me?.subscription?.status === 'pending'
        ? undefined
        : msg('Your payment is not confirmed yet. That can take a few minutes; you need not pay again.')
    default:
      return undefined
  }
}
