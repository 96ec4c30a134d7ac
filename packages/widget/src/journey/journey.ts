import type { Me, Photo } from '../api/shapes.ts'
import type { Draft, MeetStep } from '../draft/draft.ts'
import { openStep } from '../draft/draft.ts'

/** Every screen there is; the shell reflects it as its `view` attribute. */
export type View =
  | 'loading'
  | 'trouble'
  | 'gate'
  | 'under-age'
  | 'meet'
  | 'account'
  | 'login'
  | 'developing'
  | 'reveal'
  | 'change'
  | 'paywall'
  | 'returning'
  | 'chat'
  | 'settings'

export type Place = { readonly view: View; readonly step?: MeetStep }

/** All that the journey depends on: what the server says, what lies on the device, what the session remembers. */
export type Facts = { readonly me: Me | null; readonly draft: Draft; readonly isUnderAge: boolean }

/** Where a person stands who comes in now, or after anything changed. */
export function placeOf(facts: Facts): Place {
  const { me, draft, isUnderAge } = facts
  if (isUnderAge) return { view: 'under-age' }
  if (!me) return beforeAccount(draft)
  if (me.next === 'confirm-adult' && !draft.adult) return { view: 'gate' }
  if (me.next === 'confirm-adult' || me.next === 'avatar') {
    const step = openStep(draft)
    return step ? { view: 'meet', step } : { view: 'developing' }
  }
  if (me.next === 'meet') return amongLooks(me.avatar?.looks ?? [])
  return { view: me.next === 'subscribe' ? 'paywall' : 'chat' }
}

/** Whether the browser's back and forward may show a place again. */
export function mayShow(place: Place, facts: Facts): boolean {
  const { me, draft, isUnderAge } = facts
  const next = me?.next
  if (isUnderAge) return place.view === 'under-age'
  switch (place.view) {
    case 'gate':
      return !me
    case 'meet':
      return (!me || next === 'avatar') && draft.adult === true && (place.step ?? 1) <= reach(draft)
    case 'account':
      return !me && draft.adult === true && openStep(draft) === undefined
    case 'login':
      return !me
    case 'reveal':
    case 'change':
      return (next === 'meet' || next === 'subscribe') && hasReady(me?.avatar?.looks ?? [])
    case 'paywall':
      return next === 'subscribe'
    case 'chat':
      return next === 'chat'
    case 'settings':
      return next === 'chat' || (next === 'subscribe' && me?.subscription !== null)
    default:
      return false
  }
}

/** One step back inside the journey, for the Back buttons; `undefined` where there is none. */
export function placeBefore(place: Place, me: Me | null): Place | undefined {
  if (place.view === 'meet' && place.step && place.step > 1)
    return { view: 'meet', step: (place.step - 1) as MeetStep }
  if (place.view === 'account') return { view: 'meet', step: 4 }
  if (place.view === 'change') return { view: 'reveal' }
  if (place.view === 'paywall' && hasReady(me?.avatar?.looks ?? [])) return { view: 'reveal' }
  if (place.view === 'settings') return { view: me?.next === 'subscribe' ? 'paywall' : 'chat' }
  return undefined
}

export function isPending(photo: Photo): boolean {
  return ['queued', 'starting', 'generating', 'finishing'].includes(photo.state)
}

export function isReady(photo: Photo): boolean {
  return photo.state === 'ready'
}

function beforeAccount(draft: Draft): Place {
  if (!draft.adult) return { view: 'gate' }
  const step = openStep(draft)
  return step ? { view: 'meet', step } : { view: 'account' }
}

// somebody who asked for another look and reloads finds it developing beside the one they have
function amongLooks(looks: readonly Photo[]): Place {
  const newest = looks.at(-1)
  if (!hasReady(looks)) return { view: 'developing' }
  return { view: newest && isPending(newest) ? 'change' : 'reveal' }
}

function hasReady(looks: readonly Photo[]): boolean {
  return looks.some(isReady)
}

function reach(draft: Draft): MeetStep {
  return openStep(draft) ?? 4
}
