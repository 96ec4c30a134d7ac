import type { Place } from '../journey/journey.ts'
import type { VisitState } from '../journey/visit-state.ts'

type StepHistory = Pick<History, 'pushState' | 'replaceState' | 'back'> & { readonly state: unknown }

/** Lays something over the page that Back takes away; the result takes it away without a trace. */
export type Cover = (onBack: () => void) => () => void

/** Mirrors the journey in the browser's history: a person's steps can be taken back, the journey's own cannot. */
export function pageHistory(history: StepHistory) {
  let shown: Place | undefined
  let covering: { readonly onBack: () => void } | undefined
  let isOwnStep = false

  // a page that was reloaded with a photo open shows it no longer, so its entry would be a step to nowhere
  if (hasCover(history.state)) stepBack()

  function stepBack(): void {
    isOwnStep = true
    history.back()
  }

  return {
    follow({ place, movedBy }: Pick<VisitState, 'place' | 'movedBy'>): void {
      if (shown && shown.view === place.view && shown.step === place.step) return
      const isFirst = shown === undefined || shown.view === 'loading'
      shown = place
      if (movedBy === 'history' || place.view === 'loading') return
      covering = undefined
      const entry = { ...without(history.state, coverKey), parlor: place }
      if (movedBy === 'person' && !isFirst) history.pushState(entry, '')
      else history.replaceState(entry, '')
    },
    /** Whether a `popstate` is a step of ours or of what lay over the page, so that the journey has none to take. */
    isSettled(state: unknown): boolean {
      if (isOwnStep) {
        isOwnStep = false
        return true
      }
      if (hasCover(state)) {
        stepBack() // forward to what was closed
        return true
      }
      covering?.onBack()
      covering = undefined
      return false
    },
    cover: ((onBack) => {
      const cover = { onBack }
      covering = cover
      history.pushState({ ...without(history.state, coverKey), [coverKey]: true }, '')
      return () => {
        if (covering !== cover) return
        covering = undefined
        stepBack()
      }
    }) satisfies Cover,
    /** The place that a `popstate` event leads to. */
    placeIn(state: unknown): Place | undefined {
      const place = isRecord(state) ? state['parlor'] : undefined
      return isRecord(place) && typeof place['view'] === 'string' ? (place as Place) : undefined
    },
  }
}

const coverKey = 'parlorCover'

function hasCover(state: unknown): boolean {
  return isRecord(state) && state[coverKey] === true
}

function without(state: unknown, key: string): Record<string, unknown> {
  if (!isRecord(state)) return {}
  const { [key]: _, ...rest } = state
  return rest
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
