/** Under which name and in which form a model takes pictures of the person, and how many. */
export type ReferenceField = {
  readonly field: string
  readonly form: 'string' | 'array'
  readonly max: number
}

/**
 * How a model is told the size: `custom` is `aspect_ratio: 'custom'` with width and height, `pixels` the two alone,
 * `aspect-ratio` the nearest of `ratios`.
 */
export type SizeField =
  | {
      readonly by: 'custom' | 'pixels'
      readonly multipleOf: number
      readonly min: number
      readonly max: number
    }
  | { readonly by: 'aspect-ratio'; readonly ratios: readonly string[] }
  | { readonly by: 'none' }

/** What an operator may set of a model's own filter. */
export type SafetyField =
  | { readonly by: 'disable_safety_checker' }
  | { readonly by: 'safety_tolerance'; readonly min: number; readonly max: number }
  | { readonly by: 'provider' }

export type ModelShape = {
  /** Community models have no official address: a version is needed. */
  readonly version?: string
  readonly reference: ReferenceField | false
  /** The reference colours the picture, but does not keep the face. */
  readonly isWeak?: true
  readonly size: SizeField
  readonly seed: boolean
  readonly safety: SafetyField
  /** Sent with each request. PNG, since core encodes anew and a lossy step more would be seen. */
  readonly input: Readonly<Record<string, string | number | boolean>>
}

// In the enumerations of all FLUX models that were seen
const fluxRatios = ['1:1', '4:5', '3:4', '2:3', '9:16', '5:4', '4:3', '3:2', '16:9']
// Seedream and Imagen-like models know no 4:5
const commonRatios = ['1:1', '3:4', '2:3', '9:16', '4:3', '3:2', '16:9']

const png = { output_format: 'png' }
const checker: SafetyField = { by: 'disable_safety_checker' }
const byProvider: SafetyField = { by: 'provider' }
const tolerance = (min: number, max: number): SafetyField => ({ by: 'safety_tolerance', min, max })
const custom = (max: number): SizeField => ({ by: 'custom', multipleOf: 32, min: 256, max })
const ratios = (list: readonly string[]): SizeField => ({ by: 'aspect-ratio', ratios: list })
const one = (field: string): ReferenceField => ({ field, form: 'string', max: 1 })
const many = (field: string, max: number): ReferenceField => ({ field, form: 'array', max })

const flux2 = (max: number): ModelShape => ({
  reference: many('input_images', max),
  size: custom(2048),
  seed: true,
  safety: tolerance(1, 5),
  input: png,
})
const klein: ModelShape = {
  reference: many('images', 5),
  size: ratios(fluxRatios),
  seed: true,
  safety: checker,
  input: png,
}
const kontext: ModelShape = {
  reference: one('input_image'),
  size: ratios(fluxRatios),
  seed: true,
  // The field goes to 6, but with a picture of the person 2 is the most that is taken
  safety: tolerance(0, 2),
  input: png,
}
const banana: ModelShape = {
  reference: many('image_input', 3),
  size: ratios(commonRatios),
  seed: false,
  safety: byProvider,
  input: png,
}

/**
 * Models that need no more than their name.
 *
 * Fields and limits are those of the pages https://replicate.com/<model>/versions/<version>/api, read in 2026:
 * flux-2-pro 285631b5, flux-2-flex 4139a765, flux-2-dev 7bba46bd, flux-2-klein-4b 8e9c42d7, flux-2-klein-9b-base
 * b037b94b, flux-kontext-pro 569705b3, flux-1.1-pro 96ccd0e7 and a91bed9b, flux-dev 93d72f81, flux-schnell c846a699, seedream-4.5
 * 9fe3b828 and e563f451. Of sdxl and nano-banana only copies by others were seen. They change between versions
 * (flux-2-pro went from 4 references to 8), so that each start compares them with what Replicate says.
 */
export const models: Readonly<Record<string, ModelShape>> = {
  'black-forest-labs/flux-2-pro': flux2(8),
  'black-forest-labs/flux-2-max': flux2(8),
  'black-forest-labs/flux-2-flex': flux2(10),
  'black-forest-labs/flux-2-dev': {
    reference: many('input_images', 4),
    // Its width and height count only without references
    size: ratios(fluxRatios),
    seed: true,
    safety: checker,
    input: png,
  },
  'black-forest-labs/flux-2-klein-4b': klein,
  'black-forest-labs/flux-2-klein-9b-base': klein,
  'black-forest-labs/flux-kontext-pro': kontext,
  'black-forest-labs/flux-kontext-max': kontext,
  'black-forest-labs/flux-1.1-pro': {
    // 96ccd0e7 took an `image_prompt`, which gave the composition and not the face; a91bed9b takes none
    reference: false,
    size: custom(1440),
    seed: true,
    safety: tolerance(1, 5),
    input: png,
  },
  'black-forest-labs/flux-dev': {
    reference: one('image'),
    isWeak: true,
    size: ratios(['1:1', '4:5', '2:3', '9:16', '5:4', '3:2', '16:9']),
    seed: true,
    safety: checker,
    input: png,
  },
  'black-forest-labs/flux-schnell': {
    reference: false,
    size: ratios(['1:1', '4:5', '2:3', '9:16', '5:4', '3:2', '16:9']),
    seed: true,
    safety: checker,
    input: { ...png, num_outputs: 1 },
  },
  'bytedance/seedream-4.5': {
    reference: many('image_input', 14),
    size: ratios(commonRatios),
    seed: false,
    safety: checker,
    input: { size: '2K', sequential_image_generation: 'disabled' },
  },
  'google/nano-banana': banana,
  'stability-ai/sdxl': {
    version: '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc',
    reference: one('image'),
    isWeak: true,
    size: { by: 'pixels', multipleOf: 8, min: 512, max: 1536 },
    seed: true,
    safety: checker,
    // Its own invisible mark would lie under ours
    input: { num_outputs: 1, apply_watermark: false },
  },
}
