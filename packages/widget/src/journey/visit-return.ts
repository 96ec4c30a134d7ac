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

/** What the server said of a return. `isUnknown`: there is no such checkout, or its word has not come yet. */
type Answer = { readonly me: Me | undefined; readonly isTold: boolean; readonly isUnknown: boolean }

/** What happens to somebody who comes back from a page of the billing provider. */
export function visitReturn({ api, cell, session, wait }: ReturnOptions) {
  const isAt = (view: View): boolean => cell.state.place.view === view

  /** Asks until what was bought is known: the provider's own message may come after the person. */
  async function settled(answer: Answer): Promise<Me | undefined> {
    let { me } = answer
    for (const [tries, delayMs] of waitsMs.entries()) {
      const hasFailed = answer.isTold && me?.subscription?.status === 'ended'
      const isLong = me?.subscription?.status === 'pending' && tries >= pendingTries
      const isUnknown = answer.isUnknown && tries >= unknownTries
      if (me?.next === 'chat' || hasFailed || isLong || isUnknown) break
      await wait(delayMs)
      // gone, or the stream was quicker
      if (cell.closed.aborted || !isAt('returning')) return undefined
      me = (await orNothing(() => api.me())) ?? me
    }
    return me
  }

  async function returned(ref: string): Promise<Answer> {
    try {
      return { me: await api.checkoutReturn(ref), isTold: true, isUnknown: false }
    } catch (cause) {
      const isUnknown = cause instanceof ApiError && cause.code === 'not-found'
      // a provider that is away now sends its message later
      if (!isUnknown && !isPassing(cause)) throw cause
      return { me: undefined, isTold: false, isUnknown }
    }
  }

  /** Another card or a change that the person agreed to: they left from the settings. */
  async function toSettings(ref: string, errand: Errand): Promise<void> {
    const me = (await returned(ref)).me ?? (await api.me())
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
      const answer = await returned(ref)
      const me = await settled(answer)
      if (cell.closed.aborted || !isAt('returning')) return
      cell.arrive(me ? { me } : {})
      if (isAt('paywall')) cell.set({ notice: noticeOf(answer, me) })
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

function noticeOf({ isTold, isUnknown }: Answer, me: Me | undefined): Notice {
  if (isUnknown) return 'checkout-unknown'
  return isTold && me?.subscription?.status === 'ended' ? 'payment-failed' : 'checkout-slow'
}

async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (cause) {
    if (isPassing(cause)) return undefined
    throw cause
  }
}
