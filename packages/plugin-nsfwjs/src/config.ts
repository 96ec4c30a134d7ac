import { z } from 'zod'

/** From this probability on a picture is held back. */
const limit = z.number().min(0).max(1)

/** Everything that can be told to the plugin. The README explains it. */
export const config = z.object({
  /** The folder in whose `node_modules` nsfwjs and TensorFlow.js were installed. */
  from: z.string().min(1).optional(),
  /** `wasm` is four to ten times as fast as `cpu`, which is pure JavaScript and needs no WebAssembly package. */
  backend: z.enum(['wasm', 'cpu']).default('wasm'),
  model: z.enum(['mobilenet_v2', 'mobilenet_v2_mid']).default('mobilenet_v2_mid'),
  /** Loads the model at the start, and not with the first picture, which would wait for it. */
  preload: z.boolean().default(true),
  /**
   * The policy, by class of the model; one that is left out holds nothing back. By default what is explicit is not shown,
   * and what is merely revealing is: a companion for adults with clean manners.
   */
  block: z
    .strictObject({
      porn: limit.optional(),
      hentai: limit.optional(),
      sexy: limit.optional(),
      drawing: limit.optional(),
      neutral: limit.optional(),
    })
    // Core counts this plugin as a moderator of pictures; one that lets everything pass would be none.
    .refine(({ porn, hentai, sexy }) => [porn, hentai, sexy].some((of) => of !== undefined), {
      error: 'must hold something back: porn, hentai or sexy',
    })
    .default({ porn: 0.6, hentai: 0.6 }),
})

export type Config = z.output<typeof config>
