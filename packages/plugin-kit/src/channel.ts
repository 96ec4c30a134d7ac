import type { Call, Media } from './data.ts'
import type { Webhook } from './webhook.ts'

/** Opaque to core; a channel may rename one by `moved`. */
export type Address = { readonly id: string; readonly name?: string }

export type Inbound = { readonly id: string; readonly at: Date; readonly from: Address } & (
  | { readonly type: 'message'; readonly text: string }
  | {
      readonly type: 'receipt'
      readonly sent: string
      readonly state: 'delivered' | 'read' | 'failed'
      readonly code?: string
    }
  | { readonly type: 'moved'; readonly to: Address }
)

export type Outbound =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly url: string }
  | { readonly type: 'photo'; readonly media: Media }

/** A send has three ends; `unknown` is never blindly sent again. */
export type Sent =
  | { readonly status: 'sent'; readonly id: string }
  | { readonly status: 'refused'; readonly code: string; readonly again?: { readonly afterMs: number } }
  | { readonly status: 'unknown' }

export interface Channel {
  readonly limits: {
    readonly photo: 'inline' | 'link'
    readonly maxText: number
    readonly windowMs?: number
    readonly perMinute?: number
  }
  readonly webhook: Webhook<readonly Inbound[]>
  send(to: Address, message: Outbound, call: Call): Promise<Sent>
  template?(to: Address, name: 'photo-ready' | 'photo-failed', url: string, call: Call): Promise<Sent>
  typing?(to: Address, call: Call): Promise<void>
}
