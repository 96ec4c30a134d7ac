import { definePlugin } from '@parlor/plugin-kit'
import { createClassifier } from './classifier.ts'
import { config } from './config.ts'
import { findPackages } from './packages.ts'
import { pixelsOf } from './pixels.ts'
import { verdictOn } from './policy.ts'

/**
 * Judges pictures on this machine, with no network: whether they are explicit, by the operator's limits.
 *
 * **It cannot tell how old the people in a picture are**, nor who they are. Throws at start when nsfwjs is not installed.
 */
export const nsfwjs = definePlugin({
  name: 'nsfwjs',
  api: 1,
  config,
  setup(host, settings) {
    const packages = findPackages(settings)
    const classifier = createClassifier(packages, (error) => host.log.error('nsfwjs ended', error))
    if (settings.preload) classifier.warm()
    host.onClose(async () => await classifier.close())
    host.log.warn(
      'nsfwjs judges whether pictures are explicit, but not whether the people in them are adults',
    )
    return {
      moderator: {
        stages: ['image'],
        async check(_stage, { image }, { signal }) {
          if (image === undefined) throw new Error('There is no picture to be judged')
          const scores = await classifier.classify(await pixelsOf(image.bytes), signal)
          return verdictOn(scores, settings.block)
        },
      },
    }
  },
})
