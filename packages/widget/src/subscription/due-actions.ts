import { msg } from '@lit/localize'
import { html, nothing, type TemplateResult } from 'lit'
import type { Subscription } from '../api/shapes.ts'

/** Whether another card, or paying by hand, would help. */
export function isDue({ status, frozen }: Subscription): boolean {
  return frozen === null && (status === 'past-due' || status === 'unpaid')
}

/** Pay now, or give another card: what heals a failed payment. Paying opens beside, so that nothing here is lost. */
export function dueActions(
  subscription: Subscription,
  options: { readonly isBusy: boolean; readonly onCard: () => void },
): TemplateResult | typeof nothing {
  const { payUrl, can, status } = subscription
  const mayPay = payUrl !== null && (isDue(subscription) || status === 'pending')
  const mayGiveCard = can.card && isDue(subscription)
  if (!mayPay && !mayGiveCard) return nothing
  return html`<div class="row">
    ${
      mayPay
        ? html`<a class="pill primary compact" href=${payUrl} target="_blank" rel="noopener noreferrer"
            >${status === 'pending' ? msg('Finish the payment') : msg('Pay now')}</a
          >`
        : nothing
    }
    ${
      mayGiveCard
        ? html`<button
            class="pill compact ${mayPay ? '' : 'primary'}"
            type="button"
            aria-busy=${options.isBusy}
            @click=${options.onCard}
          >
            ${msg('Use another card')}
          </button>`
        : nothing
    }
  </div>`
}
