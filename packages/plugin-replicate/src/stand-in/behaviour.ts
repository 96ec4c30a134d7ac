/** What becomes of a request for a prediction. Those that end in `-after` have taken it, and so it will be charged. */
export type Arrival =
  | 'created'
  | 'accepted'
  | 'reset-before'
  | 'reset-after'
  | 'bad-gateway-before'
  | 'bad-gateway-after'
  | 'error-after'
  | 'silent-after'
  | 'throttled'
  | 'throttled-with-header'
  | 'no-credit'
  | 'unauthorized'
  | 'invalid'

/** What becomes of a look at a prediction or at the list of them. */
export type Look = 'told' | 'reset' | 'bad-gateway' | 'throttled'

/** How a prediction ends. `filtered` pictures are held back by the model's own checker. */
export type Outcome =
  | {
      readonly status: 'succeeded'
      readonly pictures?: number
      readonly filtered?: number
      readonly output?: unknown
    }
  | { readonly status: 'failed'; readonly error: string }
  | { readonly status: 'canceled' | 'aborted' }

/** What becomes of the webhook at the end. A `flood` are ten at once; `held` ones go out by `deliver()`. */
export type Delivery = 'once' | 'twice' | 'flood' | 'lost' | 'held'
