type Field = Readonly<Record<string, unknown>>

const text: Field = { type: 'string' }
const number: Field = { type: 'integer' }
const flag: Field = { type: 'boolean' }
const uri: Field = { type: 'string', format: 'uri' }
const uris: Field = { type: 'array', items: uri }
const choice = (...values: readonly string[]): Field => ({ type: 'string', enum: values })

const wide = ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21']
const formats = choice('webp', 'jpg', 'png')

const flux2 = {
  prompt: text,
  input_images: uris,
  aspect_ratio: choice('match_input_image', 'custom', ...wide),
  resolution: choice('match_input_image', '0.5 MP', '1 MP', '2 MP', '4 MP'),
  width: number,
  height: number,
  safety_tolerance: number,
  seed: number,
  output_format: formats,
  output_quality: number,
}

/** The inputs of models as their pages on Replicate name them (see `models.ts` for which), written down apart from it. */
export const inputs: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  'black-forest-labs/flux-2-pro': flux2,
  'black-forest-labs/flux-2-dev': {
    prompt: text,
    input_images: uris,
    go_fast: flag,
    aspect_ratio: choice('match_input_image', 'custom', ...wide),
    width: number,
    height: number,
    seed: number,
    output_format: formats,
    output_quality: number,
    disable_safety_checker: flag,
  },
  'black-forest-labs/flux-2-klein-4b': {
    prompt: text,
    images: uris,
    aspect_ratio: choice('match_input_image', ...wide),
    output_megapixels: choice('0.25', '0.5', '1', '2', '4'),
    seed: number,
    go_fast: flag,
    output_format: formats,
    output_quality: number,
    disable_safety_checker: flag,
  },
  'black-forest-labs/flux-kontext-pro': {
    prompt: text,
    input_image: uri,
    aspect_ratio: choice('match_input_image', ...wide, '2:1', '1:2'),
    prompt_upsampling: flag,
    seed: number,
    output_format: choice('jpg', 'png'),
    safety_tolerance: number,
  },
  'black-forest-labs/flux-1.1-pro': {
    prompt: text,
    aspect_ratio: choice('custom', ...wide),
    width: number,
    height: number,
    safety_tolerance: number,
    seed: number,
    prompt_upsampling: flag,
    output_format: formats,
    output_quality: number,
  },
  'black-forest-labs/flux-schnell': {
    prompt: text,
    aspect_ratio: choice('1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21'),
    num_outputs: number,
    num_inference_steps: number,
    seed: number,
    output_format: formats,
    output_quality: number,
    disable_safety_checker: flag,
    go_fast: flag,
    megapixels: choice('1', '0.25'),
  },
  'bytedance/seedream-4.5': {
    prompt: text,
    image_input: uris,
    size: choice('2K', '4K', 'custom'),
    aspect_ratio: choice('match_input_image', '1:1', '4:3', '3:4', '16:9', '9:16', '3:2', '2:3', '21:9'),
    width: number,
    height: number,
    sequential_image_generation: choice('disabled', 'auto'),
    max_images: number,
    disable_safety_checker: flag,
  },
  'stability-ai/sdxl': {
    prompt: text,
    negative_prompt: text,
    image: uri,
    mask: uri,
    width: number,
    height: number,
    num_outputs: number,
    scheduler: text,
    num_inference_steps: number,
    guidance_scale: { type: 'number' },
    prompt_strength: { type: 'number' },
    seed: number,
    refine: text,
    apply_watermark: flag,
    disable_safety_checker: flag,
  },
}

/** A model's OpenAPI document as Replicate gives it: choices are schemas of their own, which `allOf` points to. */
export function openapiOf(
  input: Readonly<Record<string, Field>>,
  required: readonly string[] = ['prompt'],
): object {
  const schemas: Record<string, unknown> = {}
  const properties: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(input)) {
    properties[name] =
      'enum' in field ? { allOf: [{ $ref: `#/components/schemas/${name}` }], description: name } : field
    if ('enum' in field) schemas[name] = field
  }
  const Input = { type: 'object', properties, required }
  return { openapi: '3.0.2', components: { schemas: { ...schemas, Input } } }
}
