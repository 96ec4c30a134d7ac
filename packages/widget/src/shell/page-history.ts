import type { Place } from '../journey/journey.ts'
import type { VisitState } from '../journey/visit-state.ts'

type StepHistory = Pick<History, 'pushState' | 'replaceState'> & { readonly state: unknown }

/** Mirrors the journey in the browser's history: a person's steps can be taken back, the journey's own cannot. */
export function pageHistory(history: StepHistory) {
  let shown: Place | undefined

  return {
    follow({ place, movedBy }: Pick<VisitState, 'place' | 'movedBy'>): void {
      if (shown && shown.view === place.view && shown.step === place.step) return
      const isFirst = shown === undefined || shown.view === 'loading'
      shown = place
      if (movedBy === 'history' || place.view === 'loading') return
      const entry = { ...(isRecord(history.state) ? history.state : {}), parlor: place }
      if (movedBy === 'person' && !isFirst) history.pushState(entry, '')
      else history.replaceState(entry, '')
    },
    /** The place that a `popstate` event leads to. */
    placeIn(state: unknown): Place | undefined {
      const place = isRecord(state) ? state['parlor'] : undefined
      return isRecord(place) && typeof place['view'] === 'string' ? (place as Place) : undefined
    },
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
