import { ApiError, problemOf } from './api-error.ts'
import type { StreamHandlers, StreamOptions, EventStream } from './event-stream.ts'
import type { CancelOptions } from './photo-wait.ts'
import { openSharedStream } from './shared-stream.ts'
import type {
  About,
  Avatar,
  AvatarDescription,
  ChangePreview,
  EventPage,
  Invoice,
  Me,
  Offer,
  Photo,
  Subscription,
  User,
} from './shapes.ts'

export type ApiOptions = {
  /** Origin of the server without a slash at its end; empty for the page's own. */
  readonly base?: string
  readonly fetch?: typeof fetch
  /** How long one answer may take; 30 s unless told. */
  readonly timeoutMs?: number
}

type Call = { readonly signal?: AbortSignal }

/** Where a page of the log stands: `after` and `before` exclude their own `seq`; neither means the newest. */
export type PageOptions = Call & {
  readonly after?: number
  readonly before?: number
  readonly limit?: number
}

/**
 * Every route that the widget uses, as a function. All of them throw `ApiError` and nothing else,
 * except for the reason of an `AbortSignal` that the caller aborted.
 */
export type Api = {
  readonly about: (call?: Call) => Promise<About>
  /** The account begins without a name; `updateUser` gives it one when the person tells it. */
  readonly signUp: (account: { email: string; password: string }, call?: Call) => Promise<void>
  readonly signIn: (account: { email: string; password: string }, call?: Call) => Promise<void>
  readonly signOut: (call?: Call) => Promise<void>
  readonly updateUser: (user: { name: string }, call?: Call) => Promise<void>
  /** Who is signed in; nobody is an answer here, not a refusal. */
  readonly session: (call?: Call) => Promise<{ readonly user: User | null }>
  readonly me: (call?: Call) => Promise<Me>
  readonly confirmAdult: (termsVersion: string, call?: Call) => Promise<Me>
  readonly avatar: (call?: Call) => Promise<Avatar>
  /** With the version that was edited: a newer one, such as another tab's, is a `conflict` then. */
  readonly saveAvatar: (description: AvatarDescription & { version?: number }, call?: Call) => Promise<Avatar>
  readonly paintAgain: (options?: { change?: string }, call?: Call) => Promise<Photo>
  readonly acceptLook: (photoId: string, call?: Call) => Promise<Avatar>
  readonly photo: (id: string, call?: Call) => Promise<Photo>
  readonly retryPhoto: (id: string, call?: Call) => Promise<Photo>
  /** With `whileFree` one that was begun already goes on, as the answer says. */
  readonly cancelPhoto: (id: string, options: CancelOptions, call?: Call) => Promise<Photo>
  readonly tiers: (call?: Call) => Promise<Offer>
  readonly checkout: (tier: string, call?: Call) => Promise<{ readonly url: string }>
  /** Back from a page of the provider: a checkout or a new card. */
  readonly checkoutReturn: (ref: string, call?: Call) => Promise<Me>
  readonly subscription: (call?: Call) => Promise<Subscription | null>
  readonly cancelSubscription: (call?: Call) => Promise<Subscription>
  readonly resumeSubscription: (call?: Call) => Promise<Subscription>
  readonly previewChange: (tier: string, call?: Call) => Promise<ChangePreview>
  /** `url`: there the person has to agree first. */
  readonly changeSubscription: (
    tier: string,
    call?: Call,
  ) => Promise<{ readonly url: string | null; readonly subscription: Subscription }>
  /** Opens a page to give another card on. */
  readonly newCard: (call?: Call) => Promise<{ readonly url: string }>
  readonly invoices: (call?: Call) => Promise<readonly Invoice[]>
  readonly conversations: (
    call?: Call,
  ) => Promise<readonly { readonly id: string; readonly lastSeq: number }[]>
  readonly events: (conversation: string, options?: PageOptions) => Promise<EventPage>
  /** The same `id` may be sent again; the answer is the same. */
  readonly send: (
    conversation: string,
    message: { id: string; text: string },
    call?: Call,
  ) => Promise<{ readonly seq: number; readonly turn: string }>
  readonly stop: (conversation: string, call?: Call) => Promise<void>
  readonly stream: (conversation: string, handlers: StreamHandlers, options?: StreamOptions) => EventStream
  /** An image's address; `preview` is the small WebP, `download` makes the browser save it by a readable name. */
  readonly photoUrl: (id: string, as?: 'image' | 'preview' | 'download') => string
}

export function createApi(options: ApiOptions = {}): Api {
  const base = options.base ?? ''
  const timeoutMs = options.timeoutMs ?? 30_000
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init))

  async function request<T>(method: string, path: string, body?: unknown, call: Call = {}): Promise<T> {
    const limit = AbortSignal.timeout(timeoutMs)
    let response: Response
    try {
      response = await fetcher(base + path, {
        method,
        credentials: 'same-origin',
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: call.signal ? AbortSignal.any([call.signal, limit]) : limit,
      })
      if (!response.ok) throw await problemOf(response)
      const text = await response.text()
      return (text === '' ? undefined : JSON.parse(text)) as T // the server is ours: shapes.ts is its promise
    } catch (cause) {
      call.signal?.throwIfAborted()
      if (cause instanceof ApiError) throw cause
      throw new ApiError(
        { code: codeOf(cause), status: 0, detail: 'The server could not be reached' },
        { cause },
      )
    }
  }

  const at = encodeURIComponent
  return {
    about: (call) => request('GET', '/v1/about', undefined, call),
    signUp: async (account, call) => void (await request('POST', '/v1/auth/sign-up/email', account, call)),
    signIn: async (account, call) => void (await request('POST', '/v1/auth/sign-in/email', account, call)),
    signOut: async (call) => void (await request('POST', '/v1/auth/sign-out', {}, call)),
    updateUser: async (user, call) => void (await request('POST', '/v1/auth/update-user', user, call)),
    session: (call) => request('GET', '/v1/auth/get-session', undefined, call),
    me: (call) => request('GET', '/v1/me', undefined, call),
    confirmAdult: (termsVersion, call) =>
      request('POST', '/v1/me/adult', { over18: true, termsVersion }, call),
    avatar: (call) => request('GET', '/v1/avatar', undefined, call),
    saveAvatar: (description, call) => request('PUT', '/v1/avatar', description, call),
    paintAgain: (change = {}, call) => request('POST', '/v1/avatar/reference', change, call),
    acceptLook: (photoId, call) => request('POST', '/v1/avatar/reference/accept', { photoId }, call),
    photo: (id, call) => request('GET', `/v1/photos/${at(id)}`, undefined, call),
    retryPhoto: (id, call) => request('POST', `/v1/photos/${at(id)}/retry`, {}, call),
    cancelPhoto: (id, options, call) => request('POST', `/v1/photos/${at(id)}/cancel`, options, call),
    tiers: (call) => request('GET', '/v1/tiers', undefined, call),
    checkout: (tier, call) => request('POST', '/v1/checkout', { tier }, call),
    checkoutReturn: (ref, call) => request('POST', '/v1/checkout/return', { ref }, call),
    subscription: (call) => request('GET', '/v1/subscription', undefined, call),
    cancelSubscription: (call) => request('POST', '/v1/subscription/cancel', {}, call),
    resumeSubscription: (call) => request('POST', '/v1/subscription/resume', {}, call),
    previewChange: (tier, call) => request('POST', '/v1/subscription/change/preview', { tier }, call),
    changeSubscription: (tier, call) => request('POST', '/v1/subscription/change', { tier }, call),
    newCard: (call) => request('POST', '/v1/subscription/card', {}, call),
    invoices: async (call) =>
      (await request<{ invoices: Invoice[] }>('GET', '/v1/invoices', undefined, call)).invoices,
    conversations: async (call) =>
      (
        await request<{ conversations: { id: string; lastSeq: number }[] }>(
          'GET',
          '/v1/conversations',
          undefined,
          call,
        )
      ).conversations,
    events: (conversation, page = {}) =>
      request('GET', `/v1/conversations/${at(conversation)}/events?${pageQuery(page)}`, undefined, page),
    send: (conversation, message, call) =>
      request('POST', `/v1/conversations/${at(conversation)}/messages`, message, call),
    stop: (conversation, call) => request('POST', `/v1/conversations/${at(conversation)}/stop`, {}, call),
    stream: (conversation, handlers, stream) =>
      openSharedStream(`${base}/v1/conversations/${at(conversation)}/stream`, handlers, {
        fetch: fetcher,
        ...stream,
      }),
    photoUrl: (id, as = 'image') => `${base}/v1/photos/${at(id)}/image${photoQuery[as]}`,
  }
}

const photoQuery = { image: '', preview: '?size=preview', download: '?download=1' } as const

function pageQuery({ after, before, limit = 50 }: PageOptions): string {
  const query = new URLSearchParams({ limit: String(limit) })
  if (after !== undefined) query.set('after', String(after))
  if (before !== undefined) query.set('before', String(before))
  return query.toString()
}

// an answer that is not JSON is not a dead line: waiting for `online` would not help
function codeOf(cause: unknown): 'offline' | 'unexpected' {
  return cause instanceof SyntaxError ? 'unexpected' : 'offline'
}
