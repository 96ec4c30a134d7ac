import test from 'ava'
import { collect, done, event, fakeEndpoint, finishEvent, modelAt } from './fake-endpoint.ts'
import { costOf } from './price.ts'

test('prices for a million tokens give millionths for each', (t) => {
  const price = { input: 0.25, output: 2, currency: 'USD' }

  t.deepEqual(costOf({ input: 1_000_000, output: 0 }, price), {
    micros: 250_000,
    currency: 'USD',
    estimated: true,
  })
  t.is(costOf({ input: 1001, output: 10 }, price).micros, 270)
  t.is(costOf({ input: 0, output: 0 }, price).micros, 0)
})

test('the finish tells the cost when prices are known and tokens were counted', async (t) => {
  const usage = event({ choices: [], usage: { prompt_tokens: 400, completion_tokens: 50 } })
  const counted = await fakeEndpoint(t, (res) => res.end(finishEvent('stop') + usage + done))
  const uncounted = await fakeEndpoint(t, (res) => res.end(finishEvent('stop') + done))
  const price = { input: 1.5, output: 6 }

  const [finish] = await collect(await modelAt(t, counted.url, { price: { ...price, currency: 'EUR' } }))

  t.deepEqual(finish, {
    type: 'finish',
    reason: 'stop',
    usage: { input: 400, output: 50 },
    cost: { micros: 900, currency: 'EUR', estimated: true },
  })
  t.deepEqual(await collect(await modelAt(t, uncounted.url, { price })), [{ type: 'finish', reason: 'stop' }])
})
