import { msg } from '@lit/localize'
import type { Gender } from '../api/shapes.ts'

export const longestAppearance = 600
/** From here on the counter shows: before that it would only make a letter look like a form. */
export const counterFrom = 480

export function placeIdeas(): readonly string[] {
  return [
    msg('Korean'),
    msg('Brazilian'),
    msg('Italian'),
    msg('Nigerian'),
    msg('Irish'),
    msg('Japanese'),
    msg('Lebanese'),
  ]
}

export function wordIdeas(gender: Gender | undefined): readonly string[] {
  const shared = [msg('freckles'), msg('warm brown eyes'), msg('evening light')]
  if (gender === 'man') return [...shared, msg('short dark hair'), msg('a light beard'), msg('a linen shirt')]
  if (gender === 'woman') return [...shared, msg('short hair'), msg('dark wavy hair'), msg('a linen shirt')]
  return [...shared, msg('short curly hair'), msg('round glasses'), msg('a linen shirt')]
}

/** Whole descriptions for "Surprise me"; each is one that a painter can work from. */
export function surpriseWords(gender: Gender | undefined): readonly string[] {
  const shared = [
    msg('Short curly hair, freckles, green eyes and a paint-stained denim jacket. Always a little amused.'),
    msg('Auburn hair, grey eyes, round glasses and a soft wool sweater. A bookshop kind of calm.'),
  ]
  if (gender === 'man')
    return [
      msg(
        'Dark short hair, a light beard, kind brown eyes, sleeves rolled up. Looks like he just came in from the rain.',
      ),
      ...shared,
    ]
  if (gender === 'woman')
    return [
      msg('Dark wavy hair, warm brown eyes, a linen shirt. She looks like she just laughed at something.'),
      ...shared,
    ]
  return [
    msg('Silver short hair, dark eyes, small gold earrings and a black turtleneck. Quiet and quick.'),
    ...shared,
  ]
}

/** Adds a chip's words the way a person would go on writing. */
export function appendWords(text: string, words: string): string {
  const before = text.trimEnd()
  if (before === '') return capitalised(words)
  const joined = /[.!?;]$/.test(before)
    ? `${before} ${capitalised(words)}`
    : `${before.replace(/,$/, '')}, ${words}`
  return joined.length > longestAppearance ? text : joined
}

function capitalised(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}
