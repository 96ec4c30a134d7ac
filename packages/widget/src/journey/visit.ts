import { ApiError } from '../api/api-error.ts'
import type { Api } from '../api/client.ts'
import type { About, Avatar, AvatarDescription, Me, Photo } from '../api/shapes.ts'
import type { DeviceStorage } from '../draft/device.ts'
import { descriptionOf, openStep, readDraft, type Draft, type MeetStep } from '../draft/draft.ts'
import { watchLook } from '../look/watch-look.ts'
import { fieldErrorsOf, firstStepOf, type FieldErrors } from './field-error.ts'
import { isPending, mayShow, placeBefore, placeOf, type Place } from './journey.ts'

/** A line that a screen shows once because of how the person came there. */
export type Notice = 'checkout-canceled' | 'checkout-slow' | 'signed-out'

/** One immutable picture of the visit; the elements only render it. */
export type VisitState = {
  readonly place: Place
  /** Who moved: a person's step becomes a step of the browser's history, the journey's own does not. */
  readonly movedBy: 'person' | 'journey' | 'history'
  readonly about: About | null
  readonly me: Me | null
  readonly draft: Draft
  readonly isUnderAge: boolean
  readonly errors: FieldErrors
  readonly trouble?: ApiError
  readonly notice?: Notice
  /** The look that the reveal shows; absent: the newest. */
  readonly look?: string
}

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

const draftKey = 'parlor-draft'
const underAgeKey = 'parlor-under-age'
const tooYoung = 'yes'

/**
 * Leads one person from the gate to the chat. Every action throws the `ApiError` that its screen has to
 * show; being signed out and lost beginnings it handles itself.
 */
export function createVisit(options: VisitOptions) {
  const { api, local, session, onChange, wait = pause } = options
  const closing = new AbortController()
  let watched: { readonly id: string; readonly stop: AbortController } | undefined
  let state: VisitState = {
    place: { view: 'loading' },
    movedBy: 'journey',
    about: null,
    me: null,
    draft: readDraft(local.getItem(draftKey)),
    isUnderAge: session.getItem(underAgeKey) === tooYoung,
    errors: {},
  }

  function set(change: Partial<VisitState>): void {
    if (closing.signal.aborted) return
    state = { ...state, ...change }
    onChange(state)
    watchNewest()
  }

  function move(place: Place, movedBy: VisitState['movedBy'], change: Partial<VisitState> = {}): void {
    const { notice: _, trouble: __, ...rest } = state
    state = rest
    set({ ...change, place, movedBy })
  }

  const arrive = (change: Partial<VisitState> = {}): void => {
    move(placeOf({ ...state, ...change }), 'journey', change)
  }

  async function start(): Promise<void> {
    if (state.isUnderAge) return arrive() // and nothing is sent
    move({ view: 'loading' }, 'journey')
    try {
      const [about, me] = await Promise.all([api.about(), meOrNobody(api)])
      set({ about, me })
      if (!me) return arrive()
      if (options.checkout && options.checkout !== 'canceled')
        return await returnFromCheckout(options.checkout)
      await proceed()
      if (options.checkout === 'canceled' && state.place.view === 'paywall')
        set({ notice: 'checkout-canceled' })
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      move({ view: 'trouble' }, 'journey', { trouble: cause })
    }
  }

  /** With a session: gives consent and description to the server if only the device has them yet. */
  async function proceed(): Promise<void> {
    let me = await api.me()
    if (me.next === 'confirm-adult' && state.draft.adult) me = await api.confirmAdult(await termsVersion())
    const description = descriptionOf(state.draft)
    if (me.next === 'avatar' && description) {
      move({ view: 'developing' }, 'journey', { me })
      try {
        await api.saveAvatar(description)
      } catch (cause) {
        return backToTheQuestions(cause)
      }
      me = await api.me()
    }
    if (me.avatar) forgetDraft()
    arrive({ me, errors: {} })
  }

  /** Goes on after something that is done and must not be asked for again: what fails now has its own page. */
  async function onward(go: () => Promise<void> = proceed): Promise<void> {
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
    keep({ ...state.draft, told: false })
    move({ view: 'meet', step }, 'journey', { errors })
  }

  async function termsVersion(): Promise<string> {
    const about = state.about ?? (await api.about())
    set({ about })
    return about.termsVersion
  }

  async function returnFromCheckout(ref: string): Promise<void> {
    move({ view: 'returning' }, 'journey')
    let me = await api.checkoutReturn(ref)
    // what was bought is known by the billing service's own message, which may come after the person
    for (let tries = 0; me.next !== 'chat' && tries < 40; tries += 1) {
      await wait(1_500)
      if (closing.signal.aborted) return
      me = await api.me()
    }
    arrive({ me })
    if (me.next === 'subscribe') set({ notice: 'checkout-slow' })
  }

  const keep = (draft: Draft): void => {
    local.setItem(draftKey, JSON.stringify(draft))
    state = { ...state, draft }
  }
  const forgetDraft = (): void => {
    local.removeItem(draftKey)
    state = { ...state, draft: state.draft.adult ? { adult: true } : {} }
  }

  async function refreshAvatar(change: Partial<VisitState> = {}): Promise<Avatar> {
    const avatar = await api.avatar()
    set({ ...change, me: state.me && { ...state.me, avatar } })
    return avatar
  }

  function watchNewest(): void {
    const newest = state.me?.avatar?.looks.findLast(isPending)
    if (newest?.id === watched?.id) return
    watched?.stop.abort()
    watched = newest && { id: newest.id, stop: new AbortController() }
    if (!newest || !watched) return
    watchLook(api, newest.id, onPhoto, { signal: watched.stop.signal }).catch(onRefused)
  }

  function onPhoto(photo: Photo): void {
    const avatar = state.me?.avatar
    if (!avatar || !state.me) return
    if (isPending(photo)) return set({ me: { ...state.me, avatar: withLook(avatar, photo) } })
    // the looks that are left today and a new version's words come with the avatar
    refreshAvatar().then(() => {
      const isWaiting = state.place.view === 'developing' || state.place.view === 'change'
      if (photo.state === 'ready' && isWaiting) move({ view: 'reveal' }, 'journey', { look: photo.id })
    }, onRefused)
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
      return state
    },
    start,
    proceed,
    signedOut,
    /** Asks the server anew without moving the person. */
    async refresh(): Promise<void> {
      try {
        set({ me: await api.me() })
      } catch (cause) {
        onRefused(cause)
      }
    },
    close(): void {
      closing.abort()
      watched?.stop.abort()
    },
    /** Takes a step that a person asked for. */
    go: (place: Place, change: Partial<VisitState> = {}): void => move(place, 'person', change),
    back(): void {
      const place = placeBefore(state.place, state.me)
      if (place) move(place, 'person')
    },
    /** The browser's back or forward: shows the place if it is still open, else where the person stands. */
    restore(place: Place | undefined): void {
      const isOpen = place !== undefined && mayShow(place, state)
      if (isOpen) move(place, 'history')
      else arrive()
    },
    async enter(): Promise<void> {
      keep({ ...state.draft, adult: true })
      if (state.me) return await onward()
      move(placeOf(state), 'person')
    },
    /** Under 18: remembered until the browser is closed, and nothing leaves the device. */
    leave(): void {
      session.setItem(underAgeKey, tooYoung)
      local.removeItem(draftKey)
      move({ view: 'under-age' }, 'journey', { isUnderAge: true, draft: {} })
    },
    /** Keeps an answer as it is given. */
    answer(change: Partial<Draft>): void {
      const errors = Object.fromEntries(Object.entries(state.errors).filter(([field]) => !(field in change)))
      keep({ ...state.draft, ...change })
      set({ errors })
    },
    /** From a question to the next; after the last to the account, or to the painter for who has one. */
    async next(step: MeetStep): Promise<void> {
      if (step < 4) return move({ view: 'meet', step: (step + 1) as MeetStep }, 'person')
      keep({ ...state.draft, told: true })
      const open = openStep(state.draft)
      if (open) return move({ view: 'meet', step: open }, 'person')
      if (state.me) return await onward()
      move({ view: 'account' }, 'person')
    },
    async signUp(account: { email: string; password: string }): Promise<void> {
      // a name comes later, while the portrait develops: the account only needs some
      await api.signUp({ ...account, name: account.email.split('@')[0] || account.email })
      await onward()
    },
    async signIn(account: { email: string; password: string }): Promise<void> {
      await api.signIn(account)
      const { checkout } = options
      await onward(checkout && checkout !== 'canceled' ? () => returnFromCheckout(checkout) : proceed)
    },
    async signOut(): Promise<void> {
      await api.signOut()
      forgetDraft()
      arrive({ me: null, draft: {} })
    },
    async rename(name: string): Promise<void> {
      await api.updateUser({ name })
      if (state.me) set({ me: { ...state.me, user: { ...state.me.user, name } } })
    },
    async describe(description: AvatarDescription): Promise<void> {
      await api.saveAvatar(description)
      await refreshAvatar({ errors: {} })
    },
    async paintAgain(change?: string): Promise<void> {
      await api.paintAgain(change ? { change } : {})
      await refreshAvatar()
    },
    async retryLook(id: string): Promise<void> {
      await api.retryPhoto(id)
      await refreshAvatar()
    },
    async accept(photoId: string): Promise<void> {
      await api.acceptLook(photoId)
      const me = await api.me()
      if (state.place.view === 'settings') return set({ me })
      move(placeOf({ ...state, me }), 'person', { me })
    },
    setMe: (me: Me): void => set({ me }),
    /** Shows another of the looks that were kept. */
    show: (look: string): void => set({ look }),
  }
}

async function meOrNobody(api: Api): Promise<Me | null> {
  try {
    return await api.me()
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'unauthenticated') return null
    throw cause
  }
}

function withLook(avatar: Avatar, photo: Photo): Avatar {
  return { ...avatar, looks: avatar.looks.map((look) => (look.id === photo.id ? photo : look)) }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
