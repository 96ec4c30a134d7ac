import { setTimeout as delay } from 'node:timers/promises'
import type { Host, ImageState, Webhook } from '@parlor/plugin-kit'
import { Webhook as Signatures, WebhookVerificationError } from 'standardwebhooks'
import { z } from 'zod'
import type { Api } from './api.ts'
import { signingSecret, type Config } from './config.ts'
import { prediction, stateOf } from './prediction.ts'
import { within } from './within.ts'

const askMs = 10_000
const againMs = 30_000
const secretAnswer = z.object({ key: signingSecret })

/** Undefined as long as it could not be fetched: then every webhook is refused, and polling carries alone. */
export type WebhookSecret = { readonly value: () => string | undefined }

/**
 * The account's signing secret, from the config or from Replicate. Throws never: a start must not depend on
 * Replicate's being there, so that what cannot be fetched now is asked for again each 30 s.
 */
export async function webhookSecret(api: Api, host: Host, given: string | undefined): Promise<WebhookSecret> {
  let value = given ?? (await fetched())
  if (value === undefined && !host.signal.aborted) {
    host.log.warn('The signing secret of Replicate could not be fetched: until then webhooks are refused')
    void again()
  }
  return { value: () => value }

  async function fetched(): Promise<string | undefined> {
    try {
      const { body } = await within(
        askMs,
        host.signal,
        async (signal) => await api.get('/webhooks/default/secret', signal),
      )
      return secretAnswer.safeParse(body).data?.key
    } catch {
      // The warning above tells; the cause may be anything between here and Replicate
      return undefined
    }
  }

  async function again(): Promise<void> {
    while (value === undefined) {
      await delay(againMs, undefined, { signal: host.signal, ref: false }).catch(() => undefined)
      if (host.signal.aborted) return
      value = await fetched()
    }
  }
}

/** Signatures as Standard Webhooks: over the raw body, five minutes either way, several at once while a key changes. */
export function webhookOf(
  secret: WebhookSecret,
  options: Pick<Config, 'price'> & { readonly model: string },
): Webhook<ImageState | undefined> {
  return {
    verify({ raw, headers }) {
      const key = secret.value()
      if (key === undefined) return 'refused'
      try {
        return { body: new Signatures(key).verify(Buffer.from(raw), Object.fromEntries(headers)) }
      } catch (error) {
        // Signed, but no JSON: of no use either
        if (error instanceof WebhookVerificationError || error instanceof SyntaxError) return 'refused'
        throw error
      }
    },
    read(body) {
      const found = prediction.safeParse(body)
      if (!found.success || found.data.model !== options.model) return undefined
      return stateOf(found.data, { price: options.price, hears: true })
    },
  }
}
