import { z } from 'zod'
import { adultAge } from '../safety/adult-age.ts'
import { line } from '../safety/text.ts'

export const genders = ['woman', 'man', 'nonbinary'] as const

/** What a person may say of their avatar, and the limits that the page, the API and the tables share. */
export const avatarDescription = z.object({
  name: line(40),
  gender: z.enum(genders, `must be one of ${genders.join(', ')}`),
  age: adultAge,
  nationality: line(80),
  appearance: line(600),
})

export type AvatarDescription = z.infer<typeof avatarDescription>

export type AvatarVersion = AvatarDescription & { readonly avatar: string; readonly version: number }

/** "a woman": the word that stands in prompts and in alternative texts. */
export function personWord(gender: AvatarDescription['gender']): string {
  return { woman: 'a woman', man: 'a man', nonbinary: 'an androgynous person' }[gender]
}
