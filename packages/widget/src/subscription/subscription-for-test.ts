import type { Subscription } from '../api/shapes.ts'

/** A subscription that runs, with what a test is about put over it. */
export function subscriptionForTest(change: Partial<Subscription> = {}): Subscription {
  return {
    tier: { id: 'companion', name: 'Companion' },
    status: 'active',
    from: '2026-11-10T12:00:00.000Z',
    until: '2026-12-10T12:00:00.000Z',
    ends: false,
    openUntil: '2026-12-10T12:00:00.000Z',
    dueSince: null,
    payUrl: null,
    frozen: null,
    price: { amount: 1499, currency: 'USD', exponent: 2, interval: 'month' },
    features: [],
    can: { cancel: true, resume: false, change: true, card: true, invoices: true },
    ...change,
  }
}
