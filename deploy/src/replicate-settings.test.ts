import test from 'ava'
import { replicate } from '@parlor/plugin-replicate'
import { readEnvironment } from './environment.ts'
import { replicateSettings } from './replicate-settings.ts'

const settings = (variables: Readonly<Record<string, string>>, judgesPictures = false) =>
  replicateSettings(readEnvironment(variables), { judgesPictures })

test('without any variable the sandbox paints', (t) => {
  t.is(settings({}), undefined)
  t.is(settings({ REPLICATE_UNFILTERED: 'false' }), undefined)
})

test('a token is enough, and what else is set is handed on', async (t) => {
  const only = settings({ REPLICATE_API_TOKEN: 'r8_x' })
  t.deepEqual(only, { token: 'r8_x', unfiltered: false })
  t.deepEqual(await replicate(only ?? { token: '' }).check(), [])
  t.deepEqual(
    settings({
      REPLICATE_API_TOKEN: 'r8_x',
      REPLICATE_MODEL: 'bytedance/seedream-4.5',
      REPLICATE_WEBHOOK_SECRET: 'whsec_AAAA',
      REPLICATE_PRICE: '0.04',
    }),
    {
      token: 'r8_x',
      unfiltered: false,
      model: 'bytedance/seedream-4.5',
      webhookSecret: 'whsec_AAAA',
      price: { perImage: 0.04 },
    },
  )
})

test('half a configuration names what is missing', (t) => {
  t.throws(() => settings({ REPLICATE_MODEL: 'a/b' }), { message: /Missing: REPLICATE_API_TOKEN$/ })
  t.throws(() => settings({ REPLICATE_UNFILTERED: 'true' }), { message: /Missing: REPLICATE_API_TOKEN$/ })
})

test('no filter at Replicate and nobody who judges pictures here is refused', (t) => {
  const variables = { REPLICATE_API_TOKEN: 'r8_x', REPLICATE_UNFILTERED: 'true' }

  t.throws(() => settings(variables), { message: /REPLICATE_UNFILTERED=true needs a moderator/ })
  t.like(settings(variables, true), { unfiltered: true })
})
