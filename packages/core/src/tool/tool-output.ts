import type { Json, ToolResult } from '@parlor/plugin-kit'
import { z } from 'zod'
import { storable } from '../database/storable.ts'

/** UTF-16 units of JSON. More would push the conversation out of the model's sight, and is paid for again at each step. */
export const outputLimit = 16_000

const photo = z.object({
  scene: z.string().trim().min(1).max(400),
  caption: z.string().trim().min(1).max(200).optional(),
})

/** What a plugin gave, checked: an output that a model can read, or a photo. Throws for anything else. */
export function readResult(result: unknown): ToolResult {
  if (typeof result !== 'object' || result === null) throw new Error('The tool gave no result')
  if ('photo' in result) return { photo: photoOf(result.photo) }
  if ('output' in result) return { output: fitOutput(result.output) }
  throw new Error('The tool gave neither output nor photo')
}

function photoOf(value: unknown): Extract<ToolResult, { photo: unknown }>['photo'] {
  const { scene, caption } = photo.parse(value)
  return { scene, ...(caption === undefined ? {} : { caption }) }
}

/** As plain JSON. What is too long is cut, and says so to the model. */
function fitOutput(output: unknown): Json {
  const json = storable(JSON.stringify(output) ?? 'null')
  if (json.length <= outputLimit) return JSON.parse(json) as Json
  return {
    error: `The output was cut: it has ${json.length} characters of JSON, and ${outputLimit} can be read`,
    // Quotation marks are escaped once more where this becomes JSON again.
    beginning: storable(json.slice(0, outputLimit / 2)),
  }
}
