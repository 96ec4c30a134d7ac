import { definePlugin } from '@parlor/plugin-kit'
import { replicateApi } from './api.ts'
import { checkModel } from './check-model.ts'
import { config } from './config.ts'
import { imageProvider } from './image-provider.ts'
import { webhookSecret } from './webhook.ts'
import { within } from './within.ts'

const checkMs = 10_000

/**
 * Pictures by a model on Replicate.
 *
 * At start the model's own schema is read: a field that it does not know stops the start, a Replicate that is not
 * there only warns. Nothing is asked for twice; what became of a start whose answer was lost is found in the list.
 */
export const replicate = definePlugin({
  name: 'replicate',
  api: 1,
  config,
  async setup(host, settings) {
    const api = replicateApi({ ...settings, connectMs: settings.timeouts.connectMs })
    host.onClose(api.close)
    const [secret, problems] = await Promise.all([
      webhookSecret(api, host, settings.webhookSecret),
      within(checkMs, host.signal, async (signal) => await checkModel(api, settings, signal)).catch(
        (error: unknown) => {
          const why = error instanceof Error ? error.message : 'no answer'
          host.log.warn(
            `${settings.name} could not be checked at Replicate (${why}): its fields are taken on trust`,
          )
          return []
        },
      ),
    ])
    if (problems.length > 0) throw new Error(`The model does not fit:\n  ${problems.join('\n  ')}`)
    const { name, shape, unfiltered } = settings
    if (shape.reference === false)
      host.log.warn(`${name} takes no reference pictures: the person will look different in each`)
    else if (shape.isWeak)
      host.log.warn(`${name} is only loosely guided by the reference picture: the face may change`)
    if (unfiltered) host.log.warn(`The filter of ${name} is off: pictures are judged by our moderators alone`)
    return { imageProvider: imageProvider(api, settings, secret) }
  },
})
