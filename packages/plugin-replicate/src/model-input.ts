import type { ImageRequest, Json } from '@parlor/plugin-kit'
import type { Config } from './config.ts'
import type { SizeField } from './models.ts'

export type ModelInput = { readonly [field: string]: Json }

/** What a prediction is asked with, in the model's own words. */
export function modelInput(
  { shape, unfiltered, safetyTolerance }: Pick<Config, 'shape' | 'unfiltered' | 'safetyTolerance'>,
  request: ImageRequest,
): ModelInput {
  const urls = shape.reference === false ? [] : request.references.slice(0, shape.reference.max)
  return {
    ...shape.input,
    prompt: request.prompt,
    ...sizeInput(shape.size, request.size),
    ...(shape.seed && request.seed !== undefined ? { seed: request.seed } : {}),
    ...(safetyTolerance === undefined ? {} : { safety_tolerance: safetyTolerance }),
    // Only by the operator's word: the model's arguments and the person's never come here
    ...(unfiltered ? { disable_safety_checker: true } : {}),
    ...(shape.reference === false || urls[0] === undefined
      ? {}
      : {
          [shape.reference.field]:
            shape.reference.form === 'array' ? urls.map(({ url }) => url) : urls[0].url,
        }),
  }
}

function sizeInput(field: SizeField, size: string | undefined): ModelInput {
  const [width, height] = (size ?? '').split('x').map(Number)
  if (!width || !height || field.by === 'none') return {}
  if (field.by === 'aspect-ratio') return { aspect_ratio: nearest(field.ratios, width / height) }
  const side = (pixels: number) =>
    Math.min(field.max, Math.max(field.min, Math.round(pixels / field.multipleOf) * field.multipleOf))
  return {
    ...(field.by === 'custom' ? { aspect_ratio: 'custom' } : {}),
    width: side(width),
    height: side(height),
  }
}

/** By the ratio of the ratios, so that 2:1 is as far from 1:1 as 1:2. */
function nearest(ratios: readonly string[], wanted: number): string {
  const distance = (ratio: string) => {
    const [across = 1, down = 1] = ratio.split(':').map(Number)
    return Math.abs(Math.log(across / down / wanted))
  }
  return ratios.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best))
}
