import { msg } from '@lit/localize'
import type { Gender } from '../api/shapes.ts'

/** The words for one companion; the verbs agree with the subject. */
export type Pronouns = {
  readonly subject: string
  readonly object: string
  readonly possessive: string
  readonly be: string
  readonly have: string
  readonly look: string
}

/** Before a gender was chosen it is "they". */
export function pronounsOf(gender: Gender | undefined): Pronouns {
  if (gender === 'woman')
    return {
      subject: msg('she'),
      object: msg('her', { id: 'her-object' }),
      possessive: msg('her', { id: 'her-possessive' }),
      ...singular(),
    }
  if (gender === 'man')
    return { subject: msg('he'), object: msg('him'), possessive: msg('his'), ...singular() }
  return {
    subject: msg('they'),
    object: msg('them'),
    possessive: msg('their'),
    be: msg('are'),
    have: msg('have'),
    look: msg('look'),
  }
}

/** For the start of a sentence. */
export function capital(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}

function singular(): Pick<Pronouns, 'be' | 'have' | 'look'> {
  return { be: msg('is'), have: msg('has'), look: msg('looks') }
}
