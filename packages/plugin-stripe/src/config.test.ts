import test from 'ava'
import { stripe } from './plugin.ts'
import { pluginAt } from './billing-for-test.ts'
import { stripeStandIn } from './stand-in/stand-in.ts'

type Given = Parameters<typeof stripe>[0]
const check = async (given: object) => await stripe({ secretKey: 'rk_test_abc', ...given } as Given).check()

test('keys of both kinds and modes are taken, spaces around them too', async (t) => {
  for (const secretKey of ['sk_test_a', 'rk_test_a', 'sk_live_a', ' rk_live_a\n'])
    t.deepEqual(await check({ secretKey, webhookSecrets: ['whsec_abcdefgh'] }), [])
  t.deepEqual(await check({ mode: 'test' }), [])
})

test('what is wrong is told by its field, and never with the secret itself', async (t) => {
  const told: readonly (readonly [object, RegExp])[] = [
    [{ secretKey: 'pk_live_hush' }, /^secretKey: is a publishable key/],
    [{ secretKey: 'hush' }, /^secretKey: must begin with rk_test_/],
    [{ secretKey: 'sk_test_hush hush' }, /^secretKey: must be one line/],
    [{ secretKey: 'rk_live_hush', mode: 'test' }, /^secretKey: is a live key, and mode is test/],
    [{ webhookSecrets: ['whsec_abcdefgh', 'hush'] }, /^webhookSecrets\.1: must begin with whsec_/],
    [{ webhookSecrets: ['whsec_hush with spaces'] }, /^webhookSecrets\.0: must begin with whsec_/],
    [{ mode: 'hush' }, /^mode: must be test or live/],
    [{ testClock: 'hush' }, /^testClock: must begin with clock_/],
    [{ secretKey: 'rk_live_hush', testClock: 'clock_1' }, /^testClock: is for test mode only/],
    [{ baseUrl: 'ftp://x' }, /^baseUrl: must be an http/],
    [{ timeoutMs: 10 }, /^timeoutMs: /],
    [{ webhokSecrets: [] }, /webhokSecrets/],
  ]
  for (const [given, expected] of told) {
    const problems = await check(given)
    t.regex(problems.join('\n'), expected)
    t.notRegex(problems.join('\n'), /hush/)
  }
})

test('a key that Stripe refuses stops the start; a Stripe that is not there, and a key that may not read prices, warn', async (t) => {
  const standIn = await stripeStandIn()
  t.teardown(standIn.close)
  await t.throwsAsync(async () => await pluginAt(t, standIn.url, { secretKey: 'sk_test_other' }), {
    message: 'Stripe does not accept the key',
  })

  standIn.fail(/prices/, 'forbidden')
  t.regex((await pluginAt(t, standIn.url)).logged.join(), /could not be asked .*forbidden/)
  t.regex((await pluginAt(t, 'http://127.0.0.1:1')).logged.join(), /could not be asked .*unavailable/)
  t.regex((await pluginAt(t, standIn.url, { webhookSecrets: [] })).logged.join(), /no webhook secret/)
})

test('every request says which version it speaks and who asks', async (t) => {
  const standIn = await stripeStandIn()
  t.teardown(standIn.close)
  await pluginAt(t, standIn.url)

  const { headers } = standIn.received[0] ?? {}
  t.is(headers?.['stripe-version'], '2026-10-28.endive')
  t.regex(headers?.['user-agent'] ?? '', /parlor\/0\.1\.0/)
  t.is(headers?.['x-stripe-client-telemetry'], undefined)
})
