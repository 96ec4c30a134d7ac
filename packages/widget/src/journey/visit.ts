import { ApiError } from '../api/api-error.ts'
import type { Api } from '../api/client.ts'
import type { Me } from '../api/shapes.ts'
import type { DeviceStorage } from '../draft/device.ts'
import { descriptionOf, openStep, type Draft, type MeetStep } from '../draft/draft.ts'
import { keepErrand, type Errand } from './errand.ts'
import type { ReachedLimit } from '../shell/problem.ts'
import { fieldErrorsOf, firstStepOf } from './field-error.ts'
import { mayShow, placeBefore, placeOf, type Place } from './journey.ts'
import { visitAccess } from './visit-access.ts'
import { visitLooks } from './visit-looks.ts'
import { visitReturn } from './visit-return.ts'
import { visitCell, type VisitState } from './visit-state.ts'

export type VisitOptions = {
  readonly api: Api
  readonly local: DeviceStorage
  readonly session: DeviceStorage
  readonly onChange: (state: VisitState) => void
  /** The `checkout` parameter of the page's address. */
  readonly checkout?: string | null
  readonly wait?: (ms: number) => Promise<void>
}

export type Visit = ReturnType<typeof createVisit>

/**
 * Leads one person from the gate to the chat. Every action throws the `ApiError` that its screen has to
 * show; being signed out and lost beginnings it handles itself.
 */
export function createVisit(options: VisitOptions) {
  const { api, wait = pause } = options
  const cell = visitCell({
    ...options,
    onChange: (state) => {
      options.onChange(state)
      looks.follow()
      access.follow()
    },
  })
  const looks = visitLooks({ api, cell, onRefused })
  const access = visitAccess({ api, cell, onRefused })
  const back = visitReturn({ api, cell, session: options.session, wait })
  const { set, move, arrive } = cell

  async function start(): Promise<void> {
    // the page asks the server nothing more, not even what of it is a sandbox
    if (cell.state.isUnderAge) return arrive()
    move({ view: 'loading' }, 'journey')
    try {
      const [about, me] = await Promise.all([api.about(), meOrNobody(api)])
      set({ about, me })
      if (!me) return arrive()
      if (options.checkout && options.checkout !== 'canceled') return await back.done(options.checkout)
      await proceed(me)
      if (options.checkout === 'canceled') back.undone()
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      move({ view: 'trouble' }, 'journey', { trouble: cause })
    }
  }

  /** With a session: gives consent and description to the server if only the device has them yet. */
  async function proceed(known?: Me): Promise<void> {
    let me = known ?? (await api.me())
    if (me.next === 'confirm-adult' && cell.state.draft.adult)
      me = await api.confirmAdult(await termsVersion())
    const description = descriptionOf(cell.state.draft)
    if (me.next === 'avatar' && description) {
      move({ view: 'developing' }, 'journey', { me })
      try {
        await api.saveAvatar(description)
      } catch (cause) {
        return backToTheQuestions(cause)
      }
      me = await api.me()
    }
    if (me.avatar) cell.forgetDraft()
    arrive({ me, errors: {} })
  }

  /** Goes on after something that is done and must not be asked for again: what fails now has its own page. */
  async function onward(go: () => Promise<void> = () => proceed()): Promise<void> {
    try {
      await go()
    } catch (cause) {
      onRefused(cause)
    }
  }

  function backToTheQuestions(cause: unknown): void {
    const errors = fieldErrorsOf(cause)
    const step = firstStepOf(errors)
    if (!step) throw cause
    cell.keepDraft({ ...cell.state.draft, told: false })
    move({ view: 'meet', step }, 'journey', { errors })
  }

  async function termsVersion(): Promise<string> {
    const about = cell.state.about ?? (await api.about())
    set({ about })
    return about.termsVersion
  }

  function onRefused(cause: unknown): void {
    if (cause instanceof ApiError && cause.code === 'unauthenticated') return signedOut()
    if (!(cause instanceof ApiError)) throw cause
    move({ view: 'trouble' }, 'journey', { trouble: cause })
  }

  function signedOut(): void {
    move({ view: 'login' }, 'journey', { me: null, notice: 'signed-out' })
  }

  return {
    get state() {
      return cell.state
    },
    start,
    proceed: (): Promise<void> => proceed(),
    /** `proceed` for places that cannot show an error themselves. */
    onward: (): Promise<void> => onward(),
    signedOut,
    /** Something that the screens need could not be had: the same page as for a dead server. */
    lost: (cause: unknown): void => onRefused(cause),
    /** What the account may do may have changed: asks, and goes on or back with the answer. */
    accessChanged: access.look,
    /** A limit was reached in the chat; undefined: that was read. */
    limited: (limit: ReachedLimit | undefined): void => set({ limit }),
    /** The page is left for one of the provider's: the way back leads here. */
    leaving: (errand: Errand): void => keepErrand(options.session, errand),
    /** Asks the server anew without moving the person: while nobody answers, what was known stays. */
    async refresh(): Promise<void> {
      try {
        set({ me: await api.me() })
      } catch (cause) {
        const isGone = cause instanceof ApiError && ['offline', 'unavailable'].includes(cause.code)
        if (!isGone) onRefused(cause)
      }
    },
    close(): void {
      cell.close()
      looks.stop()
      access.stop()
    },
    /** Takes a step that a person asked for. */
    go: (place: Place, change: Partial<VisitState> = {}): void => move(place, 'person', change),
    back(): void {
      const place = placeBefore(cell.state.place, cell.state.me)
      if (place) move(place, 'person')
    },
    /** The browser's back or forward: shows the place if it is still open, else where the person stands. */
    restore(place: Place | undefined): void {
      const isOpen = place !== undefined && mayShow(place, cell.state)
      if (isOpen) move(place, 'history')
      else arrive()
    },
    async enter(): Promise<void> {
      cell.keepDraft({ ...cell.state.draft, adult: true })
      if (cell.state.me) return await onward()
      move(placeOf(cell.state), 'person')
    },
    /** Under 18: remembered until the browser is closed, and no answer leaves the device. */
    leave(): void {
      cell.keepUnderAge()
      move({ view: 'under-age' }, 'journey', { isUnderAge: true, draft: {} })
    },
    /** Keeps an answer as it is given. */
    answer(change: Partial<Draft>): void {
      const errors = Object.fromEntries(
        Object.entries(cell.state.errors).filter(([field]) => !(field in change)),
      )
      cell.keepDraft({ ...cell.state.draft, ...change })
      set({ errors })
    },
    /** From a question to the next; after the last to the account, or to the painter for who has one. */
    async next(step: MeetStep): Promise<void> {
      if (step < 4) return move({ view: 'meet', step: (step + 1) as MeetStep }, 'person')
      cell.keepDraft({ ...cell.state.draft, told: true })
      const open = openStep(cell.state.draft)
      if (open) return move({ view: 'meet', step: open }, 'person')
      if (cell.state.me) return await onward()
      move({ view: 'account' }, 'person')
    },
    async signUp(account: { email: string; password: string }): Promise<void> {
      // the name is asked for later, while the portrait develops
      await api.signUp(account)
      await onward()
    },
    async signIn(account: { email: string; password: string }): Promise<void> {
      await api.signIn(account)
      const { checkout } = options
      await onward(checkout && checkout !== 'canceled' ? () => back.done(checkout) : undefined)
    },
    async signOut(): Promise<void> {
      await api.signOut()
      cell.forgetDraft()
      arrive({ me: null, draft: {} })
    },
    async rename(name: string): Promise<void> {
      await api.updateUser({ name })
      const { me } = cell.state
      if (me) set({ me: { ...me, user: { ...me.user, name } } })
    },
    ...looks.actions,
    setMe: (me: Me): void => set({ me }),
  }
}

/** Asks first whether somebody is signed in: a first visit need not be refused anything. */
async function meOrNobody(api: Api): Promise<Me | null> {
  const { user } = await api.session()
  if (!user) return null
  try {
    return await api.me()
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'unauthenticated') return null
    throw cause
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
