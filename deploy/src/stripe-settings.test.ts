import { stripe } from '@parlor/plugin-stripe'
import test from 'ava'
import { readEnvironment } from './environment.ts'
import { stripeSettings } from './stripe-settings.ts'

const settings = (variables: Readonly<Record<string, string>>) => stripeSettings(readEnvironment(variables))
const both = { STRIPE_SECRET_KEY: 'rk_test_x', STRIPE_WEBHOOK_SECRET: 'whsec_abcdefgh' }

test('without any variable the sandbox sells', (t) => {
  t.is(settings({}), undefined)
})

test('key and secret are enough, and several secrets stand in one variable while one takes the other’s place', async (t) => {
  const given = settings({ ...both, STRIPE_WEBHOOK_SECRET: 'whsec_abcdefgh, whsec_ijklmnop,' })

  t.deepEqual(given, { secretKey: 'rk_test_x', webhookSecrets: ['whsec_abcdefgh', 'whsec_ijklmnop'] })
  t.deepEqual(await stripe(given ?? { secretKey: '' }).check(), [])
  t.like(settings({ ...both, STRIPE_AUTOMATIC_TAX: 'true', STRIPE_PROMOTION_CODES: 'false' }), {
    automaticTax: true,
    promotionCodes: false,
  })
})

test('nothing for sale and Stripe exclude each other', (t) => {
  t.throws(() => settings({ ...both, PARLOR_BILLING: 'manual' }), { message: /set one of them/ })
  t.is(settings({ PARLOR_BILLING: 'manual' }), undefined)
})

test('half a configuration names what is missing, and no secret', (t) => {
  const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = both

  t.throws(() => settings({ STRIPE_SECRET_KEY }), { message: /Missing: STRIPE_WEBHOOK_SECRET$/ })
  t.throws(() => settings({ STRIPE_WEBHOOK_SECRET }), { message: /Missing: STRIPE_SECRET_KEY$/ })
  t.throws(() => settings({ STRIPE_PROMOTION_CODES: 'true' }), {
    message: /Missing: STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET$/,
  })
})
