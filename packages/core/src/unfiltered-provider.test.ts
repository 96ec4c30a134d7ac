import test from 'ava'
import type { ExecutionContext } from 'ava'
import type { ImageProvider, Moderator } from '@parlor/plugin-kit'
import { createPlatform } from './platform.ts'
import { pluginOf, testTiers } from './test-platform.ts'

const provider = (unfiltered: boolean): ImageProvider => ({
  limits: {
    references: 0,
    startMs: 1000,
    totalMs: 1000,
    hosts: [],
    ...(unfiltered ? { unfiltered: true } : {}),
  },
  start: async () => ({ status: 'failed', code: 'invalid', message: 'never asked' }),
  poll: async () => ({ status: 'failed', code: 'invalid', message: 'never asked' }),
})
const moderator = (stages: Moderator['stages']): Moderator => ({
  stages,
  check: async () => ({ action: 'allow', categories: [] }),
})

/** As far as a start comes without a database: what is refused is refused before it. */
async function start(t: ExecutionContext, unfiltered: boolean, stages: Moderator['stages']) {
  const platform = createPlatform({
    settings: {
      databaseUrl: 'postgres://127.0.0.1:1/none',
      publicUrl: 'http://localhost',
      secret: 'a secret of at least thirty-two characters',
      dataFolder: '/nowhere',
      tiers: { text: testTiers, fileName: 'tiers.yaml' },
      termsVersion: '1',
      isProduction: true,
      imageModeration: 'off',
    },
    plugins: [pluginOf('painter', { imageProvider: provider(unfiltered), moderator: moderator(stages) })],
    log: { info() {}, warn() {}, error() {} },
    report() {},
  })
  t.teardown(async () => await platform.close())
  return await t.throwsAsync(platform.web.listen(0))
}

test('a provider without its filter does not start unless somebody judges pictures, even with moderation off', async (t) => {
  const error = await start(t, true, ['prompt'])

  t.regex(error?.message ?? '', /^painter paints with its filter switched off \(unfiltered\)/)
})

test('with a moderator for pictures, or with its filter on, it comes further', async (t) => {
  // Production then misses its certificate.
  t.regex((await start(t, true, ['image']))?.message ?? '', /C2PA_CHAIN/)
  t.regex((await start(t, false, ['prompt']))?.message ?? '', /C2PA_CHAIN/)
})
