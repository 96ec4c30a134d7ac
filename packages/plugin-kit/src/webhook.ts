/** The raw request as it came. Only core sees it whole; a plugin reads the body after its verifier said yes. */
export type RawRequest = {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly raw: Uint8Array
}

/** `reply` answers a provider's handshake (sent as text); `body` goes into the inbox and later to `read`. */
export type Verified = { readonly body: unknown } | { readonly reply: string } | 'refused'

/**
 * An inbound webhook in two steps, so that acting on an unverified request cannot be written.
 *
 * Both functions are pure: core may call them again with the same arguments.
 */
export type Webhook<T> = {
  verify(request: RawRequest): Verified
  read(body: unknown): T
}
