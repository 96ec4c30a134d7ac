import type { Place } from '../journey/journey.ts'
import type { VisitState } from '../journey/visit-state.ts'

type StepHistory = Pick<History, 'pushState' | 'replaceState' | 'back'> & { readonly state: unknown }

/** Lays something over the page that Back takes away; the result says that it was taken away otherwise. */
export type Cover = (onBack: () => void) => () => void

/**
 * Mirrors the journey in the browser's history: a person's steps can be taken back, the journey's own cannot.
 *
 * What lies over the page has an entry of its own above the page's. Closed by its own button it leaves that
 * entry there, for the next one that is opened; Back then passes the page's entry by, as if there were one.
 */
export function pageHistory(history: StepHistory) {
  let shown: Place | undefined
  let covering: { readonly onBack: () => void } | undefined
  let isAbove = isMarked(history.state, 'above')

  return {
    follow({ place, movedBy }: Pick<VisitState, 'place' | 'movedBy'>): void {
      if (shown && shown.view === place.view && shown.step === place.step) return
      const isFirst = shown === undefined || shown.view === 'loading'
      shown = place
      if (movedBy === 'history' || place.view === 'loading') return
      // after a reload the entry is still the one that it was
      const before = isFirst ? record(history.state) : unmarked(history.state)
      const entry = { ...before, parlor: place }
      if (!isFirst) {
        covering = undefined
        isAbove = false
      }
      if (movedBy === 'person' && !isFirst) history.pushState(entry, '')
      else history.replaceState(entry, '')
    },
    /** Takes notice of a `popstate`; whether it was settled here, so that the journey has no step to take. */
    isSettled(state: unknown): boolean {
      const wasAbove = isAbove
      isAbove = isMarked(state, 'above')
      if (!wasAbove || !isMarked(state, 'below')) return false
      if (covering) covering.onBack()
      else history.back()
      covering = undefined
      return true
    },
    cover: ((onBack) => {
      const cover = { onBack }
      covering = cover
      if (!isAbove) {
        const entry = unmarked(history.state)
        history.replaceState({ ...entry, [markKey]: 'below' }, '')
        history.pushState({ ...entry, [markKey]: 'above' }, '')
        isAbove = true
      }
      return () => {
        if (covering === cover) covering = undefined
      }
    }) satisfies Cover,
    /** The place that a `popstate` event leads to. */
    placeIn(state: unknown): Place | undefined {
      const place = record(state)['parlor']
      return typeof record(place)['view'] === 'string' ? (place as Place) : undefined
    },
  }
}

const markKey = 'parlorCover'

function isMarked(state: unknown, mark: 'above' | 'below'): boolean {
  return record(state)[markKey] === mark
}

function unmarked(state: unknown): Record<string, unknown> {
  const { [markKey]: _, ...rest } = record(state)
  return rest
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
