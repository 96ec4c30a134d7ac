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

/** What becomes of the webhook at the end. `held` ones go out by `deliver()`. */
export type Delivery = 'once' | 'twice' | 'lost' | 'held'
