import { msg, str } from '@lit/localize'

/** "today at 16:00", "tomorrow at 01:00", "on 1 December": in the reader's own time, which is not the server's day. */
export function whenWords(time: string, now = new Date()): string {
  const date = new Date(time)
  const hour = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  const days = dayOf(date) - dayOf(now)
  if (days <= 0) return msg(str`today at ${hour}`)
  if (days === 1) return msg(str`tomorrow at ${hour}`)
  return msg(str`on ${date.toLocaleDateString([], { day: 'numeric', month: 'long' })}`)
}

/** "1 December", and the year where it is another one. */
export function dayWords(time: string, now = new Date()): string {
  const date = new Date(time)
  const isThisYear = date.getFullYear() === now.getFullYear()
  return date.toLocaleDateString([], {
    day: 'numeric',
    month: 'long',
    ...(isThisYear ? {} : { year: 'numeric' }),
  })
}

/** How many days of the reader's calendar lie between now and then. */
export function daysUntil(time: string, now = new Date()): number {
  return dayOf(new Date(time)) - dayOf(now)
}

/** Days are counted by the calendar: one with a change of the clocks is a day too. */
function dayOf(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000
}
