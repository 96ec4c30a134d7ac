import { personWord, type AvatarDescription } from '../avatar/avatar.ts'
import { statedAge } from '../safety/adult-age.ts'

/** What a reference photo shows: the person and nothing that competes with the face. */
export const referenceScene =
  'a relaxed head and shoulders portrait, looking at the camera, plain soft background'

/**
 * The one place where words for an image provider are made.
 *
 * Who the person is comes from the avatar, never from the model's arguments; the adult age is always
 * stated, and first. Throws when the age is not 20 or more.
 */
export function buildPhotoPrompt(
  description: AvatarDescription,
  options: { readonly scene: string; readonly change?: string | null },
): string {
  const lines = [
    `A photograph of one adult person, ${statedAge(description.age)}, ${personWord(description.gender)}, ${description.nationality}.`,
    `Appearance: ${description.appearance}`,
    ...(options.change ? [`Change: ${options.change}`] : []),
    `Scene: ${options.scene}`,
    'Style: natural candid photograph, soft light, tasteful everyday clothing. A fictional adult, no real person, no text.',
  ]
  return lines.map(oneLine).join('\n')
}

/** Each part keeps to its own line: a line break in a user's text does not begin another part. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
