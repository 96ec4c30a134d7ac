import test from 'ava'
import type { Schema } from './data.ts'
import { definePlugin, type Host } from './plugin.ts'

const host = { log: console, signal: new AbortController().signal, onClose() {} } as unknown as Host

/** A Standard Schema by hand: this package depends on no validator. */
const tokenSchema: Schema<{ token: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => {
      const token = (value as { token?: unknown }).token
      return typeof token === 'string'
        ? { value: { token } }
        : { issues: [{ message: 'must be a text', path: ['token'] }] }
    },
  },
}

const plugin = definePlugin({
  name: 'example',
  api: 1,
  config: tokenSchema,
  setup: (_host, config) => ({
    moderator: { stages: ['message'], check: async () => ({ action: 'allow', categories: [config.token] }) },
  }),
})

test('a plugin gets its checked config in setup', async (t) => {
  const slots = await plugin({ token: 'abc' }).setup(host)

  const verdict = await slots.moderator?.check('message', {}, { key: 'k', signal: host.signal })
  t.deepEqual(verdict?.categories, ['abc'])
})

test('a bad config is told by field and stops setup', async (t) => {
  const bad = plugin({} as { token: string })

  t.deepEqual(await bad.check(), ['token: must be a text'])
  await t.throwsAsync(async () => await bad.setup(host), { message: /example is not valid/ })
})
