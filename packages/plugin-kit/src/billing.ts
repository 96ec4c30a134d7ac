import type { Call, Money } from './data.ts'
import type { Webhook } from './webhook.ts'

/**
 * How a subscription stands, in the words of no provider. `past-due`: a payment failed and is tried again;
 * `unpaid`: it is not tried any more; `pending`: nothing was paid yet; `paused`: nothing is billed and nothing is
 * due. A status that a plugin does not know is `unknown`, which opens nothing.
 */
export type SubscriptionStatus =
  | 'trial'
  | 'active'
  | 'past-due'
  | 'unpaid'
  | 'paused'
  | 'pending'
  | 'ended'
  | 'unknown'

/** What a provider says of a subscription now. Who may do what by it is core's to decide. */
export type Subscription = {
  readonly ref: string
  readonly account: string
  /** What is bought, by the name that `Offer.price` gave it; any other text where it is not sold by us. */
  readonly price: string
  readonly status: SubscriptionStatus
  /** The running period; after its end the next one begins, or nothing. */
  readonly from: Date
  readonly until: Date
  /** It is cancelled and runs until `until`. */
  readonly ends: boolean
  /** With `past-due`: since when. */
  readonly dueSince?: Date
  /** Where the buyer pays what is due. */
  readonly payUrl?: string
  /** The money went back, or is fought over: nothing is open until that is settled. */
  readonly frozen?: 'refunded' | 'disputed'
}

/** What a tier sells, as far as a provider needs to know. */
export type Offer = {
  /** The tier's lookup key, or its id where it has none: how `tiers.yaml` and the provider mean the same. */
  readonly price: string
  readonly name: string
  readonly description: string
  readonly amount: Money
  readonly interval: 'day' | 'week' | 'month' | 'year'
  readonly trialDays?: number
}

export type CheckoutOrder = Offer & {
  readonly account: string
  readonly email?: string
  /** Where the buyer comes back; `{ref}` in it is replaced by a ref that `fetch` understands. */
  readonly returnUrl: string
  readonly cancelUrl: string
}

/** A price as the provider has it; `problem` says why it cannot be sold. */
export type ListedPrice = Pick<Offer, 'price' | 'amount' | 'interval'> & { readonly problem?: string }

/** One thing that `sell` looked after, in words for the operator; `isDone`: it stood so already. */
export type SellStep = { readonly price: string; readonly isDone: boolean; readonly words: string }

export type Invoice = {
  readonly id: string
  readonly at: Date
  readonly total: Money
  readonly status: 'paid' | 'open' | 'void'
  /** Where it can be seen, paid or printed; absent where there is no such page. */
  readonly url?: string
}

/**
 * News of a provider. `ref`: fetch this; `prices`: what is sold there has changed; neither: nothing that concerns
 * us, kept because it came.
 */
export type BillingNews = { readonly id: string; readonly ref?: string; readonly prices?: true }

/** Gives links and state; who may do what is core's to decide. What is optional is offered where it is there. */
export interface Billing {
  /** Opens a page to pay on. Asked twice for the same, it gives one checkout and not two. */
  checkout?(order: CheckoutOrder, call: Call): Promise<{ readonly url: string }>
  /**
   * The only source of state: asks the provider and gives what it says. Understands the refs of `checkout`, `webhook`
   * and `changed`, and completes what a buyer did on a page of the provider. Undefined: it concerns no account here.
   */
  fetch(ref: string, call: Call): Promise<Subscription | undefined>
  /** Ends it with the running period. */
  cancel(ref: string, call: Call): Promise<void>
  /** Takes a cancellation back before it takes effect. */
  resume?(ref: string, call: Call): Promise<void>
  /** Changes what is bought at once; the difference is billed or credited. `url`: there the buyer has to agree. */
  change?(ref: string, to: Offer, call: Call): Promise<{ readonly url?: string }>
  /** What `change` would bill at once; below zero: what is credited. */
  preview?(ref: string, to: Offer, call: Call): Promise<{ readonly due: Money; readonly until: Date }>
  /** A page on which the buyer gives another card. Its ref is one for `fetch`. */
  card?(
    order: {
      readonly ref: string
      readonly account: string
      readonly returnUrl: string
      readonly cancelUrl: string
    },
    call: Call,
  ): Promise<{ readonly url: string }>
  /** Newest first. */
  invoices?(ref: string, call: Call): Promise<readonly Invoice[]>
  /** Ends it at once and bills nothing more, for an account that is closed. */
  close?(ref: string, call: Call): Promise<void>
  /** An operator gives a price to an account until a time, or takes it away by a time that has passed. */
  grant?(
    order: { readonly account: string; readonly price: string; readonly until: Date },
    call: Call,
  ): Promise<{ readonly ref: string }>
  /** What is on sale at the provider. */
  prices?(call: Call): Promise<readonly ListedPrice[]>
  /** Makes the provider sell these offers. `isDry`: only says what it would do. Harmless to run again. */
  sell?(
    offers: readonly Offer[],
    options: { readonly isDry: boolean },
    call: Call,
  ): Promise<readonly SellStep[]>
  /** For reconciliation: refs of what may have changed since, nothing else. */
  changed(since: Date, call: Call): Promise<readonly string[]>
  /** A hint to fetch. */
  readonly webhook?: Webhook<readonly BillingNews[]>
}
