import { msg, str } from '@lit/localize'
import type { Per, TierFeature, UsedFeature } from '../api/shapes.ts'

/** What a tier brings, in words; features that we have no words for stay silent. */
export function describeFeature({ id, limit, per }: TierFeature): string | undefined {
  const count = typeof limit === 'number' ? limit : undefined
  if (id === 'chat') return count === undefined ? msg('Unlimited messages') : messages(count, per)
  if (id === 'photos') return count === undefined ? msg('Photos without a limit') : photos(count, per)
  if (id === 'paintAgain') return count === undefined ? msg('New looks without a limit') : looks(count, per)
  return undefined
}

/** "12 of 60 photos used this month"; undefined for what has no limit or no words. */
export function usedWords({ id, used, limit, per }: UsedFeature): string | undefined {
  if (limit === null) return undefined
  const time = thisTime(per)
  if (id === 'chat') return msg(str`${used} of ${limit} messages used ${time}`)
  if (id === 'photos') return msg(str`${used} of ${limit} photos used ${time}`)
  if (id === 'paintAgain') return msg(str`${used} of ${limit} new looks used ${time}`)
  return undefined
}

function messages(count: number, per: Per | undefined): string {
  return count === 1 ? msg(str`1 message ${aTime(per)}`) : msg(str`${count} messages ${aTime(per)}`)
}

function photos(count: number, per: Per | undefined): string {
  return count === 1 ? msg(str`1 photo ${aTime(per)}`) : msg(str`${count} photos ${aTime(per)}`)
}

function looks(count: number, per: Per | undefined): string {
  return count === 1 ? msg(str`1 new look ${aTime(per)}`) : msg(str`${count} new looks ${aTime(per)}`)
}

function aTime(per: Per | undefined): string {
  if (per === 'day') return msg('a day')
  return per === 'period' ? msg('in each paid period') : msg('a month')
}

function thisTime(per: Per): string {
  if (per === 'day') return msg('today')
  return per === 'period' ? msg('in this paid period') : msg('this month')
}
