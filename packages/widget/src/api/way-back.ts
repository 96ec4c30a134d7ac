/** Calls when the line is back or the page is looked at again; returns what ends that. */
export function watchTheWayBack(onBack: () => void): () => void {
  if (typeof window === 'undefined') return () => {}
  const onVisible = (): void => {
    if (document.visibilityState === 'visible') onBack()
  }
  window.addEventListener('online', onBack)
  document.addEventListener('visibilitychange', onVisible)
  return () => {
    window.removeEventListener('online', onBack)
    document.removeEventListener('visibilitychange', onVisible)
  }
}
