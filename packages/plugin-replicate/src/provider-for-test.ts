import {
  memoryRecords,
  type Call,
  type Host,
  type ImageProvider,
  type ImageRequest,
} from '@parlor/plugin-kit'
import type { ExecutionContext } from 'ava'
import { replicate } from './plugin.ts'
import { replicateStandIn } from './stand-in/stand-in.ts'

type Options = Parameters<typeof replicateStandIn>[0]

/** The stand-in, and the plugin set up against it as core does it; both closed with the test. */
export async function providerAt(t: ExecutionContext, more: object = {}, options: Options = {}) {
  const standIn = await replicateStandIn(options)
  t.teardown(standIn.close)
  const { slots, logged } = await pluginAt(t, standIn.url, more)
  return { standIn, logged, provider: slots }
}

export async function pluginAt(t: ExecutionContext, baseUrl: string, more: object = {}) {
  const undo: (() => void | Promise<void>)[] = []
  const logged: string[] = []
  const closing = new AbortController()
  const write = (...words: unknown[]) => void logged.push(words.join(' '))
  const host: Host = {
    log: { info: write, warn: write, error: write },
    signal: closing.signal,
    onClose: (close) => void undo.push(close),
    http: () => {
      throw new Error('A start may not be repeated, and host.http does not promise it')
    },
    records: memoryRecords(),
  }
  t.teardown(async () => {
    closing.abort()
    for (const close of undo) await close()
  })
  const { imageProvider } = await replicate({ token: 'r8_test', baseUrl, ...more }).setup(host)
  if (imageProvider === undefined) throw new Error('The plugin gave no image provider')
  return { slots: imageProvider as Required<ImageProvider>, logged }
}

export const portrait: ImageRequest = {
  prompt: 'a portrait',
  references: [{ url: 'data:image/jpeg;base64,AAAA' }],
  size: '1024x1280',
  seed: 7,
}

/** As core gives it: photo and secret are in the address. */
export const withWebhook: ImageRequest = {
  ...portrait,
  webhookUrl: 'https://parlor.example/v1/webhooks/replicate/p1.s',
}

export const call = (key = 'p1.0', signal: Call['signal'] = new AbortController().signal): Call => ({
  key,
  signal,
})
