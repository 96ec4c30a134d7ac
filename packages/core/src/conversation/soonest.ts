/**
 * Runs something at the soonest of the times that it was asked for. Asked again for a later one, it keeps the
 * earlier: wishes that keep coming do not put it off.
 */
export function soonest(run: () => void) {
  let timer: NodeJS.Timeout | undefined
  let at = Infinity
  return {
    within(ms: number): void {
      const wanted = Date.now() + ms
      if (wanted >= at) return
      clearTimeout(timer)
      at = wanted
      timer = setTimeout(() => {
        at = Infinity
        run()
      }, ms)
    },
    cancel(): void {
      clearTimeout(timer)
      at = Infinity
    },
  }
}
