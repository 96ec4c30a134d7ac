import type { Call, Json, Media, Money } from './data.ts'
import type { Webhook } from './webhook.ts'

/** `references` hold the same person's accepted pictures; `size` is `<width>x<height>` in pixels. */
export type ImageRequest = {
  readonly prompt: string
  readonly references: readonly { readonly url: string }[]
  readonly size?: string
  /** The same seed and prompt ask for the same picture, where the model can. 0 to 2³¹ − 1. */
  readonly seed?: number
  readonly webhookUrl?: string
}

/**
 * Why there is no picture.
 *
 * | code | what happened | what core does |
 * |---|---|---|
 * | `safety` | the provider refused the prompt or the picture | ends it as blocked; never the same again |
 * | `invalid` | this request is refused, and would be again | ends it as failed |
 * | `quota`, `auth` | what was paid for is used up; key or account are refused | the next provider, or the end; the operator is told |
 * | `transient` | it failed, certainly, and another try may succeed | up to three more tries |
 * | `throttled` | it was not taken, for the provider wants to be left alone for a while | the same try later |
 * | `expired` | it was made, and is gone | ends it as failed |
 */
export type ImageFailure = 'safety' | 'invalid' | 'quota' | 'auth' | 'transient' | 'throttled' | 'expired'

export type ImageState =
  | { readonly status: 'running'; readonly handle: Json; readonly pollAfterMs?: number }
  | {
      readonly status: 'done'
      readonly handle?: Json
      readonly images: readonly (Media | { readonly url: string })[]
      readonly cost?: Money
      readonly flagged?: readonly string[]
    }
  | {
      readonly status: 'failed'
      readonly handle?: Json
      readonly code: ImageFailure
      /** For the operator: never what a person wrote, never a key. */
      readonly message: string
      readonly cost?: Money
      /** How long the provider asked to be left alone, when it did. */
      readonly retryAfterMs?: number
    }

/** A picture is an operation, not a call: its JSON handle survives restarts of either side. */
export interface ImageProvider {
  /**
   * `hosts`: from where core may download results; `startMs` and `totalMs`: deadlines; `price`: of one picture.
   * `unfiltered`: the provider's own filter is switched off; core does not start it without a moderator for pictures.
   */
  readonly limits: {
    readonly references: number
    readonly startMs: number
    readonly totalMs: number
    readonly price?: Money
    readonly hosts: readonly string[]
    readonly unfiltered?: true
  }
  /** Names the model behind the pictures, for the audit log and the content credentials. */
  readonly model?: { readonly name: string; readonly version?: string }
  /** Bills. Core calls it once for a key, unless `startIsIdempotent`. A throw means: nobody knows. */
  start(request: ImageRequest, call: Call): Promise<ImageState>
  readonly startIsIdempotent?: true
  poll?(handle: Json, call: Call): Promise<ImageState>
  /** Finds a start whose answer was lost. */
  find?(call: Call & { readonly webhookUrl: string; readonly since: Date }): Promise<ImageState | undefined>
  cancel?(handle: Json, call: Call): Promise<void>
  /**
   * A hint that the state has changed: core polls before it acts. `read` gives undefined for what is none of ours,
   * such as another model's. Core adds the photo to the address that it passes as `webhookUrl`.
   */
  readonly webhook?: Webhook<ImageState | undefined>
}
