const followWithinPx = 80

/**
 * Keeps the reader where they are while rows come and go: at the end when they are at the end, else at
 * the row that they look at, whatever is put above it.
 */
export type ScrollKeeper = {
  /** True while the end is followed. */
  readonly isFollowing: () => boolean
  readonly isAway: () => boolean
  /** Before the document changes. */
  readonly remember: () => void
  /** After it changed. */
  readonly restore: () => void
  readonly scrolled: () => void
  readonly toEnd: (options?: { readonly isSmooth: boolean }) => void
}

/**
 * `limit` names an element whose top must stay in view while the end is followed: the own message that
 * is being answered, so that a long answer is read from its start.
 */
export function scrollKeeper(view: HTMLElement, limit: () => HTMLElement | null): ScrollKeeper {
  let isFollowing = true
  let anchor: { readonly row: HTMLElement; readonly top: number } | null = null

  const distanceToEnd = (): number => view.scrollHeight - view.clientHeight - view.scrollTop
  const topOf = (row: HTMLElement): number =>
    row.getBoundingClientRect().top - view.getBoundingClientRect().top

  const remember = (): void => {
    anchor = null
    if (isFollowing) return
    for (const row of view.querySelectorAll<HTMLElement>('.row')) {
      const top = topOf(row)
      if (top + row.offsetHeight > 0) {
        anchor = { row, top }
        return
      }
    }
  }

  const toEnd = (options = { isSmooth: false }): void => {
    isFollowing = true
    view.scrollTo({ top: view.scrollHeight, behavior: options.isSmooth ? 'smooth' : 'instant' })
  }

  const restore = (): void => {
    if (!isFollowing) {
      if (anchor?.row.isConnected) view.scrollTop += topOf(anchor.row) - anchor.top
      return
    }
    const end = view.scrollHeight - view.clientHeight
    const held = limit()
    const most = held ? view.scrollTop + topOf(held) - 12 : end
    const target = Math.max(view.scrollTop, Math.min(end, most))
    if (Math.abs(target - view.scrollTop) > 0.5) view.scrollTop = target
  }

  return {
    isFollowing: () => isFollowing,
    remember,
    restore,
    isAway: () => distanceToEnd() > followWithinPx,
    scrolled: () => {
      isFollowing = distanceToEnd() <= followWithinPx
    },
    toEnd,
  }
}
