/** `count` intervals after a second, from the same day of the month on: the 31st comes back after a shorter month. */
export function later(start: number, interval: string, count: number): number {
  const date = new Date(start * 1000)
  if (interval === 'day' || interval === 'week') return start + count * (interval === 'day' ? 1 : 7) * 86_400
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + count * (interval === 'year' ? 12 : 1))
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime() / 1000
}

/** The end of the period that begins at `start` and is one of those counted from `anchor`. */
export function periodEnd(anchor: number, interval: string, start: number): number {
  let count = 1
  while (later(anchor, interval, count) <= start) count++
  return later(anchor, interval, count)
}
