import test from 'ava'
import { createTurnMeter } from './turn-meter.ts'

test('counts what a turn took over all its steps', (t) => {
  let now = 1000
  const meter = createTurnMeter(() => now)

  meter.asked('openai', 'gpt')
  now += 200
  meter.heard({ type: 'text', text: '' })
  now += 100
  meter.heard({ type: 'text', text: 'Hi' })
  meter.heard({ type: 'text', text: '.' })
  meter.heard({
    type: 'finish',
    reason: 'calls',
    usage: { input: 10, output: 2 },
    cost: { micros: 30, currency: 'USD' },
  })
  meter.photoOrdered()
  meter.asked('openai', 'gpt')
  now += 700
  meter.heard({
    type: 'finish',
    reason: 'stop',
    usage: { input: 20, output: 3 },
    cost: { micros: 50, currency: 'USD', estimated: true },
  })

  t.deepEqual(meter.usage(), {
    plugin: 'openai',
    model: 'gpt',
    input: 30,
    output: 5,
    cost: { micros: 80, currency: 'USD', estimated: true },
    firstTokenMs: 300,
    totalMs: 1000,
    steps: 2,
    photos: 1,
  })
})

test('a turn for which no model was asked has taken nothing', (t) => {
  t.deepEqual(createTurnMeter(() => 0).usage(), {
    plugin: null,
    model: null,
    input: 0,
    output: 0,
    firstTokenMs: null,
    totalMs: 0,
    steps: 0,
    photos: 0,
  })
})
