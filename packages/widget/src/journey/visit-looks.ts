import { ApiError } from '../api/api-error.ts'
import type { Api } from '../api/client.ts'
import type { CancelOptions } from '../api/photo-wait.ts'
import type { Avatar, AvatarDescription, Photo } from '../api/shapes.ts'
import { watchLook } from '../look/watch-look.ts'
import { isPending, placeOf } from './journey.ts'
import type { VisitCell, VisitState } from './visit-state.ts'

type LookOptions = {
  readonly api: Api
  readonly cell: VisitCell
  readonly onRefused: (cause: unknown) => void
  /** How often a look that is under way is asked about. */
  readonly everyMs?: number
}

/** What a visit does with its looks: has them painted, watches the newest develop, takes one. */
export function visitLooks({ api, cell, onRefused, everyMs = 1_000 }: LookOptions) {
  let watched: { readonly id: string; readonly stop: AbortController } | undefined

  async function refresh(change: Partial<VisitState> = {}): Promise<void> {
    const avatar = await api.avatar()
    cell.set({ ...change, me: cell.state.me && { ...cell.state.me, avatar } })
  }

  /** A conflict is with something that is not on the screen yet, such as another tab's: it comes with the failure. */
  async function orSeeWhatIsThere(action: () => Promise<unknown>): Promise<void> {
    try {
      await action()
    } catch (cause) {
      const isBehind = cause instanceof ApiError && ['conflict', 'payment-required'].includes(cause.code)
      if (isBehind) await refresh()
      throw cause
    }
  }

  async function onPhoto(photo: Photo): Promise<void> {
    const { me } = cell.state
    if (!me?.avatar) return
    if (isPending(photo)) {
      return cell.set({ me: { ...me, avatar: withLook(me.avatar, photo) } })
    }
    // the looks that are left today and a new version's words come with the avatar
    await refresh()
    const { view } = cell.state.place
    const isWaiting = view === 'developing' || view === 'change'
    if (photo.state === 'ready' && isWaiting) cell.move({ view: 'reveal' }, 'journey', { look: photo.id })
  }

  return {
    /** Follows the newest look that is under way; call it whenever the state changed. */
    follow(): void {
      const newest = cell.state.me?.avatar?.looks.findLast(isPending)
      if (newest?.id === watched?.id) return
      watched?.stop.abort()
      watched = newest && { id: newest.id, stop: new AbortController() }
      if (!newest || !watched) return
      const { signal } = watched.stop
      const tell = (photo: Photo) => void onPhoto(photo).catch(onRefused)
      watchLook(api, newest.id, tell, { signal, everyMs }).catch(onRefused)
    },
    stop: (): void => watched?.stop.abort(),
    actions: {
      /** `version` is the one that was edited: throws `conflict` when another tab was quicker, whose words then show. */
      async describe(description: AvatarDescription, version?: number): Promise<void> {
        await orSeeWhatIsThere(() =>
          api.saveAvatar(version === undefined ? description : { ...description, version }),
        )
        await refresh({ errors: {} })
      },
      async paintAgain(change?: string): Promise<void> {
        await orSeeWhatIsThere(() => api.paintAgain(change ? { change } : {}))
        await refresh()
      },
      async retryLook(id: string): Promise<void> {
        await orSeeWhatIsThere(() => api.retryPhoto(id))
        await refresh()
      },
      /**
       * Asks the painter to stop. What waited has stopped with the answer; else that it has comes as news of the look.
       * What was begun meanwhile goes on where it was to stop for free only.
       */
      async cancelLook(id: string, options: CancelOptions): Promise<void> {
        const photo = await api.cancelPhoto(id, options)
        if (!isPending(photo)) return await refresh()
        if (photo.isStopping || !options.whileFree) return cell.set({ stopping: id })
        await onPhoto(photo)
      },
      async accept(photoId: string): Promise<void> {
        await api.acceptLook(photoId)
        const me = await api.me()
        if (cell.state.place.view === 'settings') return cell.set({ me })
        cell.move(placeOf({ ...cell.state, me }), 'person', { me })
      },
      /** The look has arrived before the person's eyes. */
      revealed: (look: string): void => cell.keepRevealed(look),
      /** Shows another of the looks that were kept. */
      show: (look: string): void => cell.set({ look }),
    },
  }
}

function withLook(avatar: Avatar, photo: Photo): Avatar {
  return { ...avatar, looks: avatar.looks.map((look) => (look.id === photo.id ? photo : look)) }
}
