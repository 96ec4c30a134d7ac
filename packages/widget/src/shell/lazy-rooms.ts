import type { ReactiveController, ReactiveControllerHost } from 'lit'
import { ApiError } from '../api/api-error.ts'
import type { DeviceStorage } from '../draft/device.ts'

const imports = {
  meeting: () => import('../meet/meeting.ts'),
  chat: async () => {
    // beside each other: the strip over the chat is of the settings too
    const [room] = await Promise.all([
      import('../conversation/parlor-conversation.ts'),
      import('../subscription/parlor-dues.ts'),
    ])
    return room
  },
  settings: () => import('../settings/parlor-settings.ts'),
} as const

type Imports = typeof imports
export type Room = keyof Imports
type Modules = { [Name in Room]?: Awaited<ReturnType<Imports[Name]>> }

const lastKey = 'parlor-room'

/** The meeting, the chat and the settings: each is fetched once, when somebody comes near it. */
export class LazyRooms implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #local: DeviceStorage
  readonly #onLost: (cause: ApiError) => void
  readonly #coming = new Set<Room>()
  #modules: Modules = {}

  constructor(
    host: ReactiveControllerHost,
    options: { readonly local: DeviceStorage; readonly onLost: (cause: ApiError) => void },
  ) {
    this.#host = host
    this.#local = options.local
    this.#onLost = options.onLost
    host.addController(this)
  }

  // before the server says who is there, the device knows where they were: both answers come together
  hostConnected(): void {
    this.prefetch(this.#local.getItem(lastKey) === 'chat' ? 'chat' : 'meeting')
  }

  /** A room if it is here already. */
  peek<Name extends Room>(room: Name): Modules[Name] {
    return this.#modules[room]
  }

  /** A room that is shown now. If it is not here it comes: the host is drawn again, or told that it is lost. */
  enter<Name extends Room>(room: Name): Modules[Name] {
    if (this.#modules[room]) this.#local.setItem(lastKey, room === 'meeting' ? room : 'chat')
    else void this.#bring(room, this.#onLost)
    return this.#modules[room]
  }

  /** Fetches ahead of need; what fails is asked for again by `enter`. */
  prefetch(room: Room): void {
    void this.#bring(room, () => this.#host.requestUpdate())
  }

  async #bring(room: Room, onLost: (cause: ApiError) => void): Promise<void> {
    if (this.#modules[room] || this.#coming.has(room)) return
    this.#coming.add(room)
    try {
      const module = await imports[room]()
      // looked at after the wait: another room may have come meanwhile
      this.#modules = { ...this.#modules, [room]: module }
      this.#coming.delete(room)
      this.#host.requestUpdate()
    } catch (cause) {
      this.#coming.delete(room)
      onLost(new ApiError({ code: 'offline', status: 0, detail: `${room} could not be loaded` }, { cause }))
    }
  }
}
