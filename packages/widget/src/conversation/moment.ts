import { msg } from '@lit/localize'

/** The time of day as the person's place writes it: "14:02". */
export function timeOf(at: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(at))
}

/** A day as people say it: today, yesterday, else the weekday and date. */
export function dayOf(at: string, now: Date, locale?: string): string {
  const day = new Date(at)
  if (isSameDay(day, now)) return msg('Today')
  if (isSameDay(day, new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return msg('Yesterday')
  const year = day.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', ...year }).format(
    day,
  )
}

export function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString()
}
