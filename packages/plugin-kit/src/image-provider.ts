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

export type ImageFailure = 'safety' | 'invalid' | 'quota' | 'auth' | 'transient' | 'expired'

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
      readonly message: string
      readonly cost?: Money
    }

/** A picture is an operation, not a call: its JSON handle survives restarts of either side. */
export interface ImageProvider {
  /** `hosts`: from where core may download results; `startMs` and `totalMs`: deadlines; `price`: of one picture. */
  readonly limits: {
    readonly references: number
    readonly startMs: number
    readonly totalMs: number
    readonly price?: Money
    readonly hosts: readonly string[]
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
  readonly webhook?: Webhook<ImageState>
}
