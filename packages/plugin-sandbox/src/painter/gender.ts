export type Gender = 'woman' | 'man' | 'nonbinary'

/** The gender that a description names; `nonbinary` where it names none. */
export function genderOf(person: string): Gender {
  if (/\bnon-?binary|in between|androgyn/.test(person)) return 'nonbinary'
  if (/\bwoman|female|lady\b/.test(person)) return 'woman'
  return /\bman\b|\bmale\b/.test(person) ? 'man' : 'nonbinary'
}
