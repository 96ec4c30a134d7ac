import type { Call, Money } from './data.ts'
import type { Webhook } from './webhook.ts'

/** `price` is the tier's price as the provider knows it; `ends`: cancelled, runs until `until`. */
export type Subscription = {
  readonly ref: string
  readonly account: string
  readonly price: string
  readonly status: 'active' | 'grace' | 'ended'
  readonly until: Date
  readonly ends: boolean
}

export type CheckoutOrder = {
  readonly account: string
  /** The id under which `tiers.yaml` sells it, and what is shown to the buyer. */
  readonly price: string
  readonly name: string
  readonly amount: Money
  readonly interval: 'day' | 'week' | 'month' | 'year'
  /** Where the buyer comes back; `{ref}` in it is replaced by a ref that `fetch` understands. */
  readonly returnUrl: string
  readonly cancelUrl: string
}

/** Gives links and state; who may do what is core's to decide. */
export interface Billing {
  checkout(order: CheckoutOrder, call: Call): Promise<{ readonly url: string }>
  /** The only source of state. Throws when `ref` is unknown. */
  fetch(ref: string, call: Call): Promise<Subscription>
  /** Ends it with the running period. */
  cancel(ref: string, call: Call): Promise<void>
  /** Takes a cancellation back before it takes effect. */
  resume?(ref: string, call: Call): Promise<void>
  invoices?(
    ref: string,
    call: Call,
  ): Promise<
    readonly { readonly id: string; readonly at: Date; readonly total: Money; readonly url: string }[]
  >
  /** For reconciliation: refs of what changed since, nothing else. */
  changed(since: Date, call: Call): Promise<readonly string[]>
  /** A hint to fetch. */
  readonly webhook?: Webhook<readonly { readonly id: string; readonly ref: string }[]>
}
