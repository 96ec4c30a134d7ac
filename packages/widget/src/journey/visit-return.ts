import { ApiError } from '../api/api-error.ts'
import type { Api } from '../api/client.ts'
import { isPassing } from '../api/is-passing.ts'
import type { Me } from '../api/shapes.ts'
import type { DeviceStorage } from '../draft/device.ts'
import { takeErrand, type Errand } from './errand.ts'
import { mayShow, type View } from './journey.ts'
import type { Notice, VisitCell } from './visit-state.ts'

type ReturnOptions = {
  readonly api: Api
  readonly cell: VisitCell
  readonly session: DeviceStorage
  readonly wait: (ms: number) => Promise<void>
}

/** A minute, more and more slowly. */
const waitsMs = [1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 8, 8].map((seconds) => seconds * 1_000)
/** Until then the provider has told of every checkout that there is. */
const unknownTries = 6
/** A bank that takes longer than this may take days: that is told at the paywall. */
const pendingTries = 4

/** What happens to somebody who comes back from a page of the billing provider. */
export function visitReturn({ api, cell, session, wait }: ReturnOptions) {
  const isAt = (view: View): boolean => cell.state.place.view === view

  /** Asks until what was bought is known: the provider's own message may come after the person. */
  async function settled(returned: Me | undefined): Promise<Me | undefined> {
    let me = returned
    for (const [tries, delayMs] of waitsMs.entries()) {
      const isTold = returned !== undefined && me?.subscription?.status === 'ended'
      const isLong = me?.subscription?.status === 'pending' && tries >= pendingTries
      const isUnknown = returned === undefined && tries >= unknownTries
      if (me?.next === 'chat' || isTold || isLong || isUnknown) break
      await wait(delayMs)
      // gone, or the stream was quicker
      if (cell.closed.aborted || !isAt('returning')) return undefined
      me = (await orNothing(() => api.me())) ?? me
    }
    return me
  }

  /** Undefined: the provider's word has not come yet, or there is no such checkout. */
  async function returned(ref: string): Promise<Me | undefined> {
    try {
      return await api.checkoutReturn(ref)
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === 'not-found') return undefined
      throw cause
    }
  }

  /** Another card or a change that the person agreed to: they left from the settings. */
  async function toSettings(ref: string, errand: Errand): Promise<void> {
    const me = (await returned(ref)) ?? (await api.me())
    if (!mayShow({ view: 'settings' }, { ...cell.state, me })) return cell.arrive({ me })
    const notice: Notice | undefined = errand === 'card' ? 'card-saved' : undefined
    cell.move({ view: 'settings' }, 'journey', {
      me,
      wish: 'subscription',
      ...(notice ? { notice } : {}),
    })
  }

  return {
    /** From a page on which something was done. */
    async done(ref: string): Promise<void> {
      const errand = takeErrand(session)
      if (errand !== 'checkout') return await toSettings(ref, errand)
      cell.move({ view: 'returning' }, 'journey')
      const back = await returned(ref)
      const me = await settled(back)
      if (cell.closed.aborted || !isAt('returning')) return
      cell.arrive(me ? { me } : {})
      if (isAt('paywall')) cell.set({ notice: noticeOf(back, me) })
    },
    /** From a page that was left as it was. */
    undone(): void {
      const errand = takeErrand(session)
      if (errand !== 'checkout' && mayShow({ view: 'settings' }, cell.state))
        return cell.move(
          { view: 'settings' },
          'journey',
          errand === 'card' ? { notice: 'card-canceled' } : {},
        )
      if (isAt('paywall')) cell.set({ notice: 'checkout-canceled' })
    },
  }
}

function noticeOf(returned: Me | undefined, me: Me | undefined): Notice {
  if (!returned) return 'checkout-unknown'
  return me?.subscription?.status === 'ended' ? 'payment-failed' : 'checkout-slow'
}

async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (cause) {
    if (isPassing(cause)) return undefined
    throw cause
  }
}
