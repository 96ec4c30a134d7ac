import type { DeviceStorage } from '../draft/device.ts'

/** What somebody left the page for: to buy, to give another card, to agree to a change of tier. */
export type Errand = 'checkout' | 'card' | 'change'

const key = 'parlor-errand'

/** Remembered by the tab: who comes back finds the place that they left. */
export function keepErrand(session: DeviceStorage, errand: Errand): void {
  session.setItem(key, errand)
}

/** Asked once, so that a later return is not taken for this one. */
export function takeErrand(session: DeviceStorage): Errand {
  const errand = session.getItem(key)
  session.removeItem(key)
  return errand === 'card' || errand === 'change' ? errand : 'checkout'
}
