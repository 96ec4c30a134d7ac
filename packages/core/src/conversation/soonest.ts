/**
 * Runs something at the soonest of the times that it was asked for. Asked again for a later one, it keeps the
 * earlier: wishes that keep coming do not put it off.
 */
export function soonest(run: () => void) {
  let timer: NodeJS.Timeout | undefined
  let immediate: NodeJS.Immediate | undefined
  let at = Infinity
  const cancel = () => {
    clearTimeout(timer)
    clearImmediate(immediate)
    at = Infinity
  }
  const due = () => {
    at = Infinity
    run()
  }
  return {
    within(ms: number): void {
      const wanted = Date.now() + ms
      if (wanted >= at) return
      cancel()
      at = wanted
      // A timer takes a millisecond at least.
      if (ms <= 0) immediate = setImmediate(due)
      else timer = setTimeout(due, ms)
    },
    cancel,
  }
}
