import { msg } from '@lit/localize'

export const youngestAge = 20
export const oldestAge = 99

/** What a person typed into the age field: a whole number from 20 to 99, or one calm line that says why not. */
export type AgeAnswer = { readonly age: number } | { readonly problem: string }

export function parseAge(typed: string): AgeAnswer {
  const text = typed.trim()
  if (text === '') return { problem: msg('Please give an age.') }
  if (!/^[+-]?\d+([.,]\d*)?$/.test(text))
    return { problem: msg('Please write the age as a number, such as 27.') }
  if (!/^\+?\d+$/.test(text)) {
    const isNegative = text.startsWith('-')
    return { problem: isNegative ? tooYoung() : msg('Please use whole years, such as 27.') }
  }
  const age = Number(text)
  if (age < youngestAge) return { problem: tooYoung() }
  if (age > oldestAge) return { problem: msg('Please choose an age up to 99.') }
  return { age }
}

/** One step of the stepper: from whatever is in the field to the nearest age that is allowed. */
export function stepAge(typed: string, by: 1 | -1): number {
  const current = Number.parseInt(typed, 10)
  if (Number.isNaN(current)) return 27
  return Math.min(oldestAge, Math.max(youngestAge, current + by))
}

/** The chips set a middle value, which the stepper then corrects. */
export const decades = [
  { label: () => msg('20s'), from: 20, to: 29, middle: 25 },
  { label: () => msg('30s'), from: 30, to: 39, middle: 35 },
  { label: () => msg('40s'), from: 40, to: 49, middle: 45 },
  { label: () => msg('50+'), from: 50, to: oldestAge, middle: 55 },
] as const

function tooYoung(): string {
  return msg('Everyone is at least 20. Choose 20 or older.')
}
