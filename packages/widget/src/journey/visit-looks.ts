import type { Api } from '../api/client.ts'
import { fellBack } from '../api/photo-stage.ts'
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

  async function onPhoto(photo: Photo): Promise<void> {
    const { me } = cell.state
    if (!me?.avatar) return
    if (isPending(photo)) {
      const before = me.avatar.looks.find(({ id }) => id === photo.id)
      const isAgain = before !== undefined && fellBack(before.state, photo.state)
      const change = { me: { ...me, avatar: withLook(me.avatar, photo) } }
      return cell.set(isAgain ? { ...change, again: photo.id } : change)
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
      async describe(description: AvatarDescription): Promise<void> {
        await api.saveAvatar(description)
        await refresh({ errors: {} })
      },
      async paintAgain(change?: string): Promise<void> {
        await api.paintAgain(change ? { change } : {})
        await refresh()
      },
      async retryLook(id: string): Promise<void> {
        await api.retryPhoto(id)
        await refresh()
      },
      /** Asks the painter to stop; that it has stopped comes like any other news of the look. */
      async cancelLook(id: string): Promise<void> {
        await api.cancelPhoto(id)
        cell.set({ stopping: id })
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
