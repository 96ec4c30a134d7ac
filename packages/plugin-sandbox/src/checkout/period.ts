type Interval = 'day' | 'week' | 'month' | 'year'

/**
 * The moment `count` intervals after `start`, in UTC.
 *
 * Always counted from the start, so that a subscription of the 31st comes back to the 31st after a
 * shorter month.
 */
export function after(start: Date, interval: Interval, count: number): Date {
  const moment = new Date(start)
  if (interval === 'day') moment.setUTCDate(moment.getUTCDate() + count)
  if (interval === 'week') moment.setUTCDate(moment.getUTCDate() + 7 * count)
  if (interval === 'day' || interval === 'week') return moment
  const day = moment.getUTCDate()
  moment.setUTCDate(1)
  moment.setUTCMonth(moment.getUTCMonth() + count * (interval === 'year' ? 12 : 1))
  const last = new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + 1, 0)).getUTCDate()
  moment.setUTCDate(Math.min(day, last))
  return moment
}

/** The starts of all periods up to `now`, the running one last. */
export function periods(start: Date, interval: Interval, now: Date): Date[] {
  const starts = [start]
  for (let next = after(start, interval, 1); next <= now; next = after(start, interval, starts.length))
    starts.push(next)
  return starts
}
