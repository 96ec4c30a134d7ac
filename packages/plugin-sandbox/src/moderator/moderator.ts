import type { Media, Moderator, Verdict } from '@parlor/plugin-kit'
import sharp from 'sharp'
import { brokenRule } from './rules.ts'

const allowed: Verdict = { action: 'allow', categories: [] }

/**
 * A stand-in with a short list of word rules: **no real classifier**.
 *
 * It stops the plainest attempts at what is never acceptable, so that the path of a blocked text can be
 * tried; it understands no context, no other language, and nothing of what a picture shows. For an
 * image it only makes sure that it is one. The word `sandbox-block` is always blocked.
 */
export function moderator(): Moderator {
  return {
    stages: ['avatar', 'message', 'answer', 'prompt', 'image'],
    async check(stage, { text = '', image }, call) {
      call.signal.throwIfAborted()
      if (stage === 'image') return (await isPicture(image)) ? allowed : block('not-a-picture')
      const broken = brokenRule(stage, text)
      return broken === undefined ? allowed : block(broken.category)
    },
  }
}

const block = (category: string): Verdict => ({ action: 'block', categories: [category] })

/** Decodes every pixel: a header alone is no picture. */
async function isPicture(image: Media | undefined): Promise<boolean> {
  if (image === undefined) return false
  try {
    const decoder = sharp(image.bytes, { failOn: 'error', limitInputPixels: 8192 * 8192 })
    const { format } = await decoder.metadata()
    await decoder.stats()
    return ['png', 'jpeg', 'webp', 'heif', 'avif'].includes(format)
  } catch {
    return false // what sharp cannot decode is no picture
  }
}
