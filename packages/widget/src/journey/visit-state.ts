import type { ApiError } from '../api/api-error.ts'
import type { About, Me } from '../api/shapes.ts'
import type { DeviceStorage } from '../draft/device.ts'
import { readDraft, type Draft } from '../draft/draft.ts'
import type { ReachedLimit } from '../shell/problem.ts'
import type { FieldErrors } from './field-error.ts'
import { placeOf, type Place } from './journey.ts'

/** A line that a screen shows once because of how the person came there. */
export type Notice =
  | 'checkout-canceled'
  | 'checkout-slow'
  | 'checkout-unknown'
  | 'payment-failed'
  | 'card-saved'
  | 'card-canceled'
  | 'signed-out'

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
  /** What ran out in the chat. */
  readonly limit?: ReachedLimit | undefined
  /** What somebody came to the settings for. */
  readonly wish?: 'subscription' | 'change-tier'
  /** The look that the reveal shows; absent: the newest. */
  readonly look?: string
  /** The look that was asked to be painted no further. */
  readonly stopping?: string
  /** The looks whose reveal was played: each arrives once. */
  readonly revealed: readonly string[]
}

export type VisitCell = ReturnType<typeof visitCell>

type CellOptions = {
  readonly local: DeviceStorage
  readonly session: DeviceStorage
  readonly onChange: (state: VisitState) => void
}

const draftKey = 'parlor-draft'
const underAgeKey = 'parlor-under-age'
const tooYoung = 'yes'
const revealedKey = 'parlor-revealed'

/** The state of a visit, and what of it the device keeps. After `close` nothing changes any more. */
export function visitCell({ local, session, onChange }: CellOptions) {
  const closing = new AbortController()
  let state: VisitState = {
    place: { view: 'loading' },
    movedBy: 'journey',
    about: null,
    me: null,
    draft: readDraft(local.getItem(draftKey)),
    isUnderAge: session.getItem(underAgeKey) === tooYoung,
    errors: {},
    revealed: session.getItem(revealedKey)?.split(' ') ?? [],
  }

  function set(change: Partial<VisitState>): void {
    if (closing.signal.aborted) return
    state = { ...state, ...change, ...(change.me ? { me: stillNamed(change.me, state.me) } : {}) }
    onChange(state)
  }

  /** Goes to a place; what was said at the one before stays there. */
  function move(place: Place, movedBy: VisitState['movedBy'], change: Partial<VisitState> = {}): void {
    const { notice: _, trouble: __, wish: ___, limit: ____, ...rest } = state
    state = rest
    set({ ...change, place, movedBy })
  }

  return {
    get state() {
      return state
    },
    closed: closing.signal,
    close: (): void => closing.abort(),
    set,
    move,
    /** Goes where the facts say that a person stands. */
    arrive: (change: Partial<VisitState> = {}): void => {
      move(placeOf({ ...state, ...change }), 'journey', change)
    },
    keepDraft(draft: Draft): void {
      local.setItem(draftKey, JSON.stringify(draft))
      state = { ...state, draft }
    },
    forgetDraft(): void {
      local.removeItem(draftKey)
      state = { ...state, draft: state.draft.adult ? { adult: true } : {} }
    },
    keepRevealed(look: string): void {
      if (state.revealed.includes(look)) return
      set({ revealed: [...state.revealed, look] })
      session.setItem(revealedKey, state.revealed.join(' '))
    },
    /** Remembered until the browser is closed; the answers go at once. */
    keepUnderAge(): void {
      session.setItem(underAgeKey, tooYoung)
      local.removeItem(draftKey)
    },
  }
}

/** A name that was saved while the server was asked stays: its answer may be older, and a name is never taken off. */
function stillNamed(me: Me, before: Me | null): Me {
  if (me.user.name !== '' || before?.user.id !== me.user.id) return me
  return { ...me, user: { ...me.user, name: before.user.name } }
}
