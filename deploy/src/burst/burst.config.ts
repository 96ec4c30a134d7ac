import { setTimeout as delay } from 'node:timers/promises'
import type { Deployment } from '@parlor/core'
import type { ChatModel } from '@parlor/plugin-kit'
import { sandbox } from '@parlor/plugin-sandbox'
import { join } from 'node:path'
import { endWithParent } from '../end-with-parent.ts'
import { paintedOnce } from '../painted-once.ts'
import deployment from '../parlor.config.ts'
import { answerTo } from './answer-to.ts'

const paceMs = 15

/** The reference deployment with a model that tells what it was given, and a painter that takes no time. */
export default function burstDeployment(): Deployment {
  endWithParent()
  const base = deployment()
  const { dataFolder, secret, publicUrl } = base.settings
  const plugin = sandbox({
    slots: ['imageProvider', 'billing', 'moderator'],
    folder: join(dataFolder, 'sandbox'),
    secret,
    publicUrl,
    paintMs: 0,
  })
  return {
    ...base,
    plugins: [
      { name: 'listener', api: 1, check: async () => [], setup: () => ({ chatModel: listener }) },
      {
        ...plugin,
        async setup(host) {
          const { imageProvider, ...slots } = await plugin.setup(host)
          const options = { folder: join(dataFolder, 'paintings'), paintMs: 0 }
          return { ...slots, ...(imageProvider && { imageProvider: paintedOnce(imageProvider, options) }) }
        },
      },
    ],
  }
}

/** Repeats what was said since its last answer, and counts the answers before. Asked for a photo, it sends one. */
const listener: ChatModel = {
  async *stream({ messages, tools }, { signal }) {
    const answers = messages.filter((message) => message.role === 'assistant' && message.text !== '')
    const last = answers.at(-1)
    const heard = messages
      .slice(last === undefined ? 0 : messages.indexOf(last) + 1)
      .flatMap((message) => (message.role === 'user' ? [message.text] : []))
    const wantsPhoto = heard.some((text) => text.includes('photo'))
    if (wantsPhoto && tools.length > 0 && messages.at(-1)?.role !== 'tool') {
      yield { type: 'call', id: 'c1', name: 'send_photo', input: { scene: 'by the window' } }
      yield { type: 'finish', reason: 'calls' }
      return
    }
    for (const word of answerTo(heard, answers.length).match(/\S+\s*/g) ?? []) {
      await delay(paceMs, undefined, { signal })
      yield { type: 'text', text: word }
    }
    yield { type: 'finish', reason: 'stop', usage: { input: heard.length, output: 1 } }
  },
}
