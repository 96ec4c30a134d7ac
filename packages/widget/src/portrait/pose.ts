import type { Gender } from '../api/shapes.ts'
import { isReady } from '../journey/journey.ts'
import type { VisitState } from '../journey/visit-state.ts'
import { developingBlur, meetingBlur } from '../look/develop.ts'

/** How the one portrait stands on a screen. */
export type Pose = {
  readonly gender: Gender | undefined
  readonly words: string
  readonly blur: number
  readonly photo: string | undefined
  readonly alt: string
  /** `full` for the reveal, `strip` where it only accompanies, `none` where another picture is the subject. */
  readonly size: 'half' | 'full' | 'strip' | 'none'
}

/** The portrait is the progress bar: it comes nearer with each answer and is the photo from the reveal on. */
export function poseOf(state: VisitState): Pose {
  const { place, draft, me } = state
  const described = me?.avatar ?? { gender: draft.gender, appearance: draft.appearance ?? '' }
  const drawn = {
    gender: described.gender,
    words: described.appearance,
    photo: undefined,
    alt: '',
    size: 'half',
  } as const
  switch (place.view) {
    case 'meet':
      return { ...drawn, blur: meetingBlur(place.step ?? 1) }
    case 'account':
      return { ...drawn, blur: 10, size: 'strip' }
    case 'developing':
      return { ...drawn, blur: developingBlur(me?.avatar?.looks.at(-1)) }
    case 'reveal':
      return { ...drawn, ...shownLook(state), blur: 3, size: 'full' }
    case 'change':
      // beside the two looks, now and new, a third picture would only be in the way
      return { ...drawn, ...shownLook(state), blur: 3, size: hasNews(state) ? 'none' : 'strip' }
    case 'paywall':
    case 'returning':
      return { ...drawn, ...shownLook(state), blur: 3, size: 'strip' }
    case 'login':
      return { ...drawn, blur: meetingBlur(2) }
    default:
      return { ...drawn, blur: meetingBlur(0) }
  }
}

function hasNews({ me }: VisitState): boolean {
  const newest = me?.avatar?.looks.at(-1)
  return newest !== undefined && !isReady(newest)
}

/** The look that the reveal stands for: the chosen one, else the accepted, else the newest that came out. */
function shownLook({ me, look, place }: VisitState): { photo: string | undefined; alt: string } {
  const looks = me?.avatar?.looks.filter(isReady) ?? []
  const accepted = place.view === 'reveal' ? undefined : me?.avatar?.accepted?.photo
  const shown = looks.find(({ id }) => id === (look ?? accepted)) ?? looks.at(-1)
  return { photo: shown?.image ?? shown?.preview ?? undefined, alt: shown?.alt ?? '' }
}
