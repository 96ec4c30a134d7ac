import { msg, str } from '@lit/localize'
import type { ApiError } from '../api/api-error.ts'
import type { Tier } from '../api/shapes.ts'
import { whenWords } from './when.ts'

/** What a person reads about a failed action: what happened and what helps, never a code. */
export function problemWords(error: ApiError): string {
  if (error.code === 'offline') return msg('We cannot reach the server. Check your connection and try again.')
  if (error.code === 'unavailable' || error.code === 'unexpected')
    return msg('Something on our side did not answer. Please try again in a moment.')
  if (error.code === 'rate-limited') return waitWords(error.retryAfterSeconds)
  const usedUp = usedUpWords(error, 'looks')
  if (usedUp !== undefined) return usedUp
  if (error.errors[0]) return sentence(error.errors[0].message)
  return sentence(error.detail) || msg('That did not work. Please try again.')
}

/** A limit that was reached: what is used up, when there is more, and the tiers that have more. */
export type ReachedLimit = {
  readonly of: 'messages' | 'photos' | 'looks'
  readonly until?: string | undefined
  readonly tiers: readonly Tier[]
}

/** The same for a strip over the page. */
export function usedUpTitle({ of, until }: ReachedLimit): { readonly title: string; readonly words: string } {
  return { title: usedUp[of](), words: until === undefined ? '' : moreWords(until) }
}

const usedUp = {
  messages: () => msg('Your messages are used up for now.'),
  photos: () => msg('Your photos are used up for now.'),
  looks: () => msg('No more looks for now.'),
} as const

/** What is used up, and when there is more; undefined for any other failure. */
export function usedUpWords(error: ApiError, of: 'looks' | 'photos'): string | undefined {
  if (!error.usedUp) return undefined
  const words = usedUp[of]()
  return error.until === undefined ? words : `${words} ${moreWords(error.until)}`
}

/** "More come tomorrow at 01:00." */
export function moreWords(until: string): string {
  return msg(str`More come ${whenWords(until)}.`)
}

function waitWords(seconds: number | undefined): string {
  if (!seconds) return msg('That was a bit fast. Please wait a moment and try again.')
  if (seconds < 90) return msg(str`That was a bit fast. Please try again in ${Math.ceil(seconds)} seconds.`)
  return msg(str`Please try again in ${Math.ceil(seconds / 60)} minutes.`)
}

/** The server's words with the full stop that a line on a page ends with. */
export function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`
}
