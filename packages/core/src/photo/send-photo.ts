import { defineTool } from '@parlor/plugin-kit'
import { z } from 'zod'

const line = (max: number) => z.string().trim().min(1).max(max)

/** The tool by which the model decides to send a photo. The picture itself comes later, by its own machine. */
export const sendPhoto = defineTool({
  description:
    'Sends the user a photo of yourself. Use it when the user asks for a picture, or when a picture says more than words. ' +
    'The photo is taken now and arrives in the conversation in a while; go on talking, do not wait for it.',
  input: z.object({
    scene: line(400).describe(
      'What the photo shows: place, light, what you do. Never your age or looks, they are known.',
    ),
    caption: line(200).optional().describe('A few words under the photo, in your voice'),
  }),
  async run(input) {
    const { scene, caption } = input
    return { photo: { scene, ...(caption === undefined ? {} : { caption }) } }
  },
})
