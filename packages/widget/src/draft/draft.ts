import type { AvatarDescription, Gender } from '../api/shapes.ts'
import { oldestAge, youngestAge } from '../avatar/age.ts'

export type MeetStep = 1 | 2 | 3 | 4

/** What a person answered before there is an account to keep it; it lives on the device only. */
export type Draft = {
  readonly adult?: boolean
  readonly gender?: Gender
  readonly age?: number
  readonly nationality?: string
  readonly name?: string
  readonly appearance?: string
  /** The last question was left with "Meet her"; without it the words may still be in the making. */
  readonly told?: boolean
}

/** The first question that has no answer yet, or `undefined` when all four have one. */
export function openStep(draft: Draft): MeetStep | undefined {
  if (!draft.gender) return 1
  if (!draft.age) return 2
  if (!draft.nationality?.trim() || !draft.name?.trim()) return 3
  if (!draft.appearance?.trim() || !draft.told) return 4
  return undefined
}

/** The description to send, once every question has an answer. */
export function descriptionOf(draft: Draft): AvatarDescription | undefined {
  const { gender, age, nationality = '', name = '', appearance = '' } = draft
  if (openStep(draft) !== undefined || !gender || !age) return undefined
  return { gender, age, nationality: nationality.trim(), name: name.trim(), appearance: appearance.trim() }
}

/** Reads what lay on the device: anything may stand there, so only answers that are still allowed pass. */
export function readDraft(stored: string | null): Draft {
  const value = parsed(stored)
  const draft: { -readonly [Key in keyof Draft]: Draft[Key] } = {}
  if (value['adult'] === true) draft.adult = true
  if (value['told'] === true) draft.told = true
  const { gender, age } = value
  if (gender === 'woman' || gender === 'man' || gender === 'nonbinary') draft.gender = gender
  if (typeof age === 'number' && Number.isInteger(age) && age >= youngestAge && age <= oldestAge)
    draft.age = age
  if (typeof value['nationality'] === 'string') draft.nationality = value['nationality'].slice(0, 80)
  if (typeof value['name'] === 'string') draft.name = value['name'].slice(0, 40)
  if (typeof value['appearance'] === 'string') draft.appearance = value['appearance'].slice(0, 600)
  return draft
}

function parsed(stored: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(stored ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {} // a torn write on the device: the questions simply start again
  }
}
