import { msg, str } from '@lit/localize'
import type { Subscription } from '../api/shapes.ts'
import { formatPrice, priceWords } from '../paywall/price.ts'
import { daysUntil, dayWords, whenWords } from '../shell/when.ts'

/** What the product says of a subscription that needs somebody to do something, or to wait. */
export type Standing = { readonly title: string; readonly words: string }

/** Days before the first payment in which the chat says that it comes. */
const trialEndDays = 3

export function isOpen({ openUntil }: Subscription, now = new Date()): boolean {
  return openUntil !== null && new Date(openUntil) > now
}

/** Whether another one may be bought: this one is over, or was given and is not paid for. */
export function mayBuyAnew({ status, ends, until, price, tier }: Subscription, now = new Date()): boolean {
  if (status === 'ended' || (ends && new Date(until) <= now)) return true
  return status === 'active' && price === null && tier !== null
}

/** What is wrong with a subscription; undefined where nothing is. */
export function troubleOf(subscription: Subscription, now = new Date()): Standing | undefined {
  const { status, frozen, payUrl } = subscription
  if (status === 'ended') return undefined
  if (subscription.tier === null && status !== 'pending')
    return {
      title: msg('This subscription is no longer offered'),
      words: msg('Nothing is open by it any more. You can cancel it in Settings.'),
    }
  if (frozen === 'refunded')
    return {
      title: msg('Your payment was refunded'),
      words: msg('The money went back, so the chat is closed.'),
    }
  if (frozen === 'disputed')
    return {
      title: msg('Your payment is disputed'),
      words: msg('A bank is looking into it. The chat is closed until that is settled.'),
    }
  if (status === 'past-due') return pastDue(subscription, now)
  if (status === 'unpaid')
    return {
      title: msg('Your payment did not go through'),
      words: msg('It is not tried any more. The chat opens again as soon as what is due is paid.'),
    }
  if (status === 'paused')
    return {
      title: msg('Your subscription is paused'),
      words: msg('Nothing is charged while it is, and the chat is closed.'),
    }
  if (status === 'pending' && payUrl !== null)
    return {
      title: msg('Your payment is not finished'),
      words: msg('Your bank wants you to confirm it. The chat opens as soon as you have.'),
    }
  if (status === 'pending')
    return {
      title: msg('Your payment is under way'),
      words: msg(
        'Some banks take a few days. The chat opens by itself as soon as it is confirmed, on all your devices. You need not pay again.',
      ),
    }
  if (status !== 'unknown') return undefined
  return {
    title: msg('We cannot tell how your subscription stands'),
    words: msg('That is on our side. Nothing is lost; please look again later.'),
  }
}

/** "Renews on 25 December for $14.99.": how a subscription stands that has no trouble. */
export function calmWords(subscription: Subscription, now = new Date()): string {
  const { status, ends, until, price } = subscription
  const day = dayWords(until, now)
  if (status === 'ended') return msg(str`Ended on ${day}.`)
  if (status === 'trial' && ends) return msg(str`Free until ${day}. It then ends, and nothing is charged.`)
  if (status === 'trial' && price)
    return msg(str`Free until ${day}. From then on ${priceWords(price)}, until you cancel.`)
  if (status === 'trial') return msg(str`Free until ${day}.`)
  if (ends && new Date(until) <= now) return msg(str`Ended on ${day}.`)
  if (ends) return msg(str`Ends on ${day}. It will not renew.`)
  // what was given ends by itself
  if (!price) return msg(str`Open until ${day}.`)
  return msg(str`Renews on ${day} for ${formatPrice(price)}.`)
}

/** That free days are nearly over, said in time to cancel. */
export function trialEnd(subscription: Subscription, now = new Date()): Standing | undefined {
  const { status, ends, until, price } = subscription
  if (status !== 'trial' || ends || daysUntil(until, now) > trialEndDays) return undefined
  return {
    title: msg(str`Your free days end ${whenWords(until, now)}`),
    words: price
      ? msg(str`From then on it is ${priceWords(price)}, unless you cancel before.`)
      : msg('You can cancel before.'),
  }
}

function pastDue(subscription: Subscription, now: Date): Standing {
  const title = msg('Your last payment did not go through')
  const { openUntil } = subscription
  if (openUntil === null || !isOpen(subscription, now))
    return { title, words: msg('The chat is closed. It opens again as soon as what is due is paid.') }
  return {
    title,
    words: msg(str`It is tried again by itself. Everything stays open until ${dayWords(openUntil, now)}.`),
  }
}
