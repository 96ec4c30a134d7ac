/**
 * Which rows are in the document, by the keys of the first and the last. `null` as `last` means that
 * the window ends with the conversation; `null` as `first` that it begins a screenful or two before.
 */
export type RowWindow = { readonly first: string | null; readonly last: string | null }

export const newestRows: RowWindow = { first: null, last: null }

type Keyed = { readonly key: string }

const newest = 60
const step = 50
const most = 300

export function rangeOf(
  rows: readonly Keyed[],
  window: RowWindow,
): { readonly from: number; readonly to: number } {
  const last = window.last === null ? -1 : rows.findIndex(({ key }) => key === window.last)
  const to = last === -1 ? rows.length : last + 1
  const first = window.first === null ? -1 : rows.findIndex(({ key }) => key === window.first)
  const from = first === -1 ? to - newest : first
  return { from: Math.max(0, Math.min(from, to), to - most), to }
}

/** Keeps its beginning where it is, whatever comes at the end. */
export function pinned(rows: readonly Keyed[], window: RowWindow): RowWindow {
  return { ...window, first: rows[rangeOf(rows, window).from]?.key ?? null }
}

/** Shows a page of older rows and takes the far end out of the document once there are too many. */
export function extendedUp(rows: readonly Keyed[], window: RowWindow): RowWindow {
  const { from, to } = rangeOf(rows, window)
  const first = Math.max(0, from - step)
  const last = Math.min(to, first + most)
  return {
    first: rows[first]?.key ?? null,
    last: last === rows.length ? null : (rows[last - 1]?.key ?? null),
  }
}

export function extendedDown(rows: readonly Keyed[], window: RowWindow): RowWindow {
  const { from, to } = rangeOf(rows, window)
  const end = Math.min(rows.length, to + step)
  const first = Math.max(from, end - most)
  return { first: rows[first]?.key ?? null, last: end === rows.length ? null : (rows[end - 1]?.key ?? null) }
}
