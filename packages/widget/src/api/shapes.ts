/** What the person must do before the next thing is open to them; the shell shows the matching screen. */
export type NextStep = 'confirm-adult' | 'avatar' | 'meet' | 'subscribe' | 'chat'

/** `name` is empty until the person says how they want to be called. */
export type User = { readonly id: string; readonly name: string; readonly email: string }

export type Gender = 'woman' | 'man' | 'nonbinary'

/** The words that describe a companion, as the four questions ask for them. */
export type AvatarDescription = {
  readonly name: string
  readonly gender: Gender
  readonly age: number
  readonly nationality: string
  readonly appearance: string
}

/** The newest description, what the conversation uses now (`accepted`) and every look that was painted. */
export type Avatar = AvatarDescription & {
  readonly id: string
  readonly version: number
  readonly accepted: (AvatarDescription & { readonly version: number; readonly photo: string }) | null
  readonly looks: readonly Photo[]
  readonly paintAgain: {
    readonly limit: number | null
    readonly left: number | null
    readonly per: Per
    /** When there are as many as `limit` again. */
    readonly until?: string | null
  }
}

export type PhotoState =
  | 'queued'
  | 'starting'
  | 'generating'
  | 'finishing'
  | 'ready'
  | 'failed'
  | 'blocked'
  | 'canceled'

/** One requested picture. `image` (JPEG) and `preview` (WebP) are same-origin addresses, set when ready. */
export type Photo = {
  readonly id: string
  readonly kind: 'reference' | 'chat'
  readonly state: PhotoState
  readonly version: number
  readonly width: number
  readonly height: number
  readonly alt: string
  readonly caption: string | null
  readonly change: string | null
  readonly createdAt: string
  /** How many photos are before it; `null` when it does not stand in the queue. */
  readonly place: number | null
  /** Tries that failed before this one. */
  readonly tries: number
  readonly elapsedMs: number
  /** Of `elapsedMs`: until its try began. */
  readonly waitedMs: number
  /** Usually it is there by then. */
  readonly expectedMs: number
  /** By then nearly every photo was there. */
  readonly lateMs: number
  readonly isStopping: boolean
  readonly code: string | null
  readonly mayRetry: boolean
  /** Whether it was counted as used; `null` as long as it is open. */
  readonly counted: boolean | null
  readonly image: string | null
  readonly preview: string | null
}

export type Me = {
  readonly user: User
  readonly adult: boolean
  readonly avatar: Avatar | null
  readonly conversation: string | null
  readonly subscription: Subscription | null
  readonly next: NextStep
}

/** `amount` is in minor units; `exponent` says how many of its digits stand behind the point. */
export type Amount = { readonly amount: number; readonly currency: string; readonly exponent: number }

export type Price = Amount & { readonly interval: 'day' | 'week' | 'month' | 'year' }

/** Of `per`: `period` is the one that is paid for, whenever it began. */
export type Per = 'day' | 'month' | 'period'

export type TierFeature = {
  readonly id: string
  readonly limit?: number | null
  readonly per?: Per
}

export type Tier = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly price: Price
  /** How many days are free before the first payment. */
  readonly trialDays?: number | null
  readonly features: readonly TierFeature[]
}

/** What is sold. `canBuy`: by oneself; else somebody who runs this opens it for an account. */
export type Offer = { readonly tiers: readonly Tier[]; readonly canBuy: boolean }

export type SubscriptionStatus =
  | 'trial'
  | 'active'
  | 'past-due'
  | 'unpaid'
  | 'paused'
  | 'pending'
  | 'ended'
  | 'unknown'

/** The last subscription of the account, also after it ended. */
export type Subscription = {
  /** Null: what was bought is no longer known here. */
  readonly tier: { readonly id: string; readonly name: string } | null
  readonly status: SubscriptionStatus
  readonly from: string | null
  readonly until: string
  /** True when it stops at `until` instead of renewing. */
  readonly ends: boolean
  /** Until when the chat is open as things stand; null when it is closed. */
  readonly openUntil: string | null
  /** With `past-due`: since when. */
  readonly dueSince: string | null
  /** Where what is due can be paid. */
  readonly payUrl: string | null
  /** The money went back, or is fought over: nothing is open until that is settled. */
  readonly frozen: 'refunded' | 'disputed' | null
  readonly price: Price | null
  readonly features: readonly UsedFeature[]
  /** What its provider lets a person do. */
  readonly can: {
    readonly cancel: boolean
    readonly resume: boolean
    readonly change: boolean
    readonly card: boolean
    readonly invoices: boolean
  }
}

export type UsedFeature = {
  readonly id: string
  readonly used: number
  readonly limit: number | null
  readonly per: Per
  /** When it begins anew. */
  readonly until?: string
}

/** What a change of tier bills at once, or credits where `amount` is below zero, and when the next payment is. */
export type ChangePreview = { readonly due: Amount; readonly until: string }

export type Invoice = {
  readonly id: string
  readonly at: string
  readonly total: Amount
  readonly status: 'paid' | 'open' | 'void'
  /** Where it can be seen, paid or printed. */
  readonly url: string | null
}

/** `sandbox` names the slots that are played by the sandbox; empty when nothing is. */
export type About = {
  readonly name: string
  readonly termsVersion: string
  readonly sandbox: readonly ('chatModel' | 'imageProvider' | 'billing')[]
}

export type EventPage = { readonly events: readonly Event[]; readonly more: boolean }

/** What each durable event says; a type that is not listed here is ignored by the widget. */
export type EventData = {
  readonly 'message-sent': { readonly id: string; readonly text: string }
  readonly 'turn-ended': {
    readonly reason: 'answered' | 'stopped' | 'blocked' | 'failed'
    readonly text: string
    readonly code?: string
  }
  readonly 'photo-requested': {
    readonly photo: string
    readonly caption?: string
    readonly callNo: number
    /** Where in the turn's text the card stands, in UTF-16 units. */
    readonly offset: number
    readonly width: number
    readonly height: number
    readonly expectedMs: number
    readonly alt: string
    readonly retryOf?: string
  }
  readonly 'photo-ready': {
    readonly photo: string
    readonly width: number
    readonly height: number
    readonly alt: string
  }
  readonly 'photo-failed': {
    readonly photo: string
    readonly state: 'failed' | 'blocked' | 'canceled'
    readonly code: string
    readonly mayRetry: boolean
    readonly counted?: boolean
  }
  readonly 'photo-hidden': { readonly photo: string }
  readonly 'notice-given': { readonly kind: 'ai' | 'crisis' | 'linked' | 'pictures'; readonly text: string }
}

/** One row of the conversation's log; `seq` counts from 1 and orders everything. */
export type Event = {
  [Type in keyof EventData]: {
    readonly seq: number
    readonly type: Type
    readonly turn: string | null
    readonly at: string
    readonly data: EventData[Type]
  }
}[keyof EventData]

/** A piece of an answer that is being written. `offset` is in UTF-16 units; a higher `attempt` starts anew. */
export type TextFrame = {
  readonly turn: string
  readonly attempt: number
  readonly offset: number
  readonly text: string
}

/** How far a photo is; it is transient, so a reconnect may miss some. */
export type ProgressFrame = { readonly photo: string } & Pick<
  Photo,
  'state' | 'place' | 'tries' | 'elapsedMs' | 'waitedMs' | 'expectedMs' | 'lateMs'
>
