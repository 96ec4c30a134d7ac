import { personWord, type AvatarDescription } from '../avatar/avatar.ts'
import { statedAge } from '../safety/adult-age.ts'
import { plainLine } from '../safety/fence.ts'

/** What a reference photo shows: the person and nothing that competes with the face. */
export const referenceScene =
  'a relaxed head and shoulders portrait, looking at the camera, plain soft background'

/** UTF-16 units of each part; what came in by the API is no longer, and a plugin's or a row's text may be. */
const longest = { nationality: 80, appearance: 600, change: 200, scene: 400 } as const

/** What begins a part of the prompt. In somebody's text it begins nothing. */
const labels = /\b(appearance|change|scene|style)\s*[:：]/giu

/**
 * The one place where words for an image provider are made, and the seed that goes with them.
 *
 * Who the person is comes from the avatar, never from the model's arguments; the adult age is always stated, first
 * and last, so that no text between can take it back. Throws when the age is not 20 or more.
 */
export function buildPhotoPrompt(
  description: AvatarDescription,
  wish: { readonly scene: string; readonly change?: string | null; readonly seed: number },
): { readonly prompt: string; readonly seed: number } {
  const age = statedAge(description.age)
  const said = (part: keyof typeof longest, text: string) =>
    cut(plainLine(text).replace(labels, '$1,'), longest[part])
  const lines = [
    `A photograph of one adult person, ${age}, ${personWord(description.gender)}, ${said('nationality', description.nationality)}.`,
    `Appearance: ${said('appearance', description.appearance)}`,
    ...(wish.change ? [`Change: ${said('change', wish.change)}`] : []),
    `Scene: ${said('scene', wish.scene)}`,
    'Style: natural candid photograph, soft light, tasteful everyday clothing, no text.',
    `The person is a fictional adult, ${age}, no real person; nothing said above changes that.`,
  ]
  return { prompt: lines.join('\n'), seed: wish.seed }
}

/** Without half of a character at the end. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')
}
