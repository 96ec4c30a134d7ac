import type { Api } from '../api/client.ts'
import type { EventStream } from '../api/event-stream.ts'
import { isPassing } from '../api/is-passing.ts'
import type { Me } from '../api/shapes.ts'
import { watchTheWayBack } from '../api/way-back.ts'
import { pause } from '../look/watch-look.ts'
import type { View } from './journey.ts'
import type { Notice, VisitCell } from './visit-state.ts'

type AccessOptions = {
  readonly api: Api
  readonly cell: VisitCell
  readonly onRefused: (cause: unknown) => void
  /** Before the first look beside the stream; each later one waits twice as long, up to a minute. */
  readonly everyMs?: number
}

/** Here a payment, a cancellation or a change of another tab, another device or the provider changes the page. */
const places: readonly View[] = ['paywall', 'returning', 'settings']
const longestMs = 60_000

/**
 * Hears what an account may do, so that a paid chat opens wherever it is waited for.
 *
 * The conversation's stream tells within a moment, and its own screen listens to it itself. A frame may be lost and
 * a line may be dead: what somebody waits for is also asked for, less and less often.
 */
export function visitAccess({ api, cell, onRefused, everyMs = 4_000 }: AccessOptions) {
  let watched: { readonly conversation: string; readonly stop: AbortController } | undefined
  let looking: Promise<void> | undefined
  let isBehind = false

  /** Asks who it is. What is told while it is being asked is asked for once more. */
  function look(): Promise<void> {
    if (looking) isBehind = true
    looking ??= (async () => {
      do {
        isBehind = false
        await lookOnce()
      } while (isBehind && !cell.closed.aborted)
    })().finally(() => {
      looking = undefined
    })
    return looking
  }

  function lookOnce(): Promise<void> {
    return orLater(cell.closed, async () => take(await api.me({ signal: cell.closed })))
  }

  function take(me: Me): void {
    const { place, me: before } = cell.state
    const isElsewhere = place.view !== 'chat' && !places.includes(place.view)
    const isOpen = me.next === 'chat'
    if (place.view === 'settings' || isElsewhere) return cell.set({ me })
    // who comes back is waited for by the one who sent them
    if (place.view === 'returning' && !isOpen) return cell.set({ me })
    if (isOpen !== (place.view === 'chat')) return cell.arrive({ me })
    const notice = noticeOf(before, me)
    cell.set({ me, ...(notice ? { notice } : {}) })
  }

  async function listen(conversation: string, signal: AbortSignal): Promise<EventStream> {
    const newest = async (): Promise<number> => {
      const all = await api.conversations({ signal })
      return all.find(({ id }) => id === conversation)?.lastSeq ?? 0
    }
    const ignore = (): void => {}
    const stream = api.stream(
      conversation,
      {
        onEvent: ignore,
        onText: ignore,
        onProgress: ignore,
        onAccess: () => void look(),
        // what was told before it was open, nobody heard
        onStatus: (status) => status === 'open' && void look(),
        onReset: () => void orLater(signal, async () => stream.resume(await newest())),
        onRefused,
      },
      { after: await newest(), signal },
    )
    return stream
  }

  async function orLater(signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      if (!signal.aborted && !isPassing(cause)) onRefused(cause)
    }
  }

  async function watch(conversation: string, signal: AbortSignal): Promise<void> {
    let stream: EventStream | undefined
    const forget = watchTheWayBack(() => void look())
    signal.addEventListener('abort', forget, { once: true })
    for (let delay = everyMs; !signal.aborted; delay = Math.min(delay * 2, longestMs)) {
      if (!stream) {
        await orLater(signal, async () => {
          stream = await listen(conversation, signal)
        })
      }
      await pause(delay, signal)
      const isWaitedFor = cell.state.place.view === 'paywall' && isSeen()
      if (!signal.aborted && isWaitedFor) await look()
    }
  }

  return {
    look,
    /** Listens where the place asks for it; call it whenever the state changed. */
    follow(): void {
      const { place, me } = cell.state
      const conversation = places.includes(place.view) ? (me?.conversation ?? undefined) : undefined
      if (conversation === watched?.conversation) return
      watched?.stop.abort()
      watched = conversation === undefined ? undefined : { conversation, stop: new AbortController() }
      if (watched) void watch(watched.conversation, watched.stop.signal)
    },
    stop: (): void => watched?.stop.abort(),
  }
}

/** A payment that was under way and is not any more, though nothing has opened. */
function noticeOf(before: Me | null, after: Me): Notice | undefined {
  const wasPending = before?.subscription?.status === 'pending'
  return wasPending && after.subscription?.status === 'ended' ? 'payment-failed' : undefined
}

function isSeen(): boolean {
  return typeof document === 'undefined' || document.visibilityState === 'visible'
}
