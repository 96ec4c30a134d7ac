import { ChatModelError } from '@parlor/plugin-kit'
import type { ChatModel, ChatPart } from '@parlor/plugin-kit'
import test from 'ava'
import { chatting, pluginOf, stopPostgres } from '../test-platform.ts'
import { lostWords } from './answer.ts'

test.after.always(stopPostgres)

const says = (text: string): ChatPart => ({ type: 'text', text })
const finish = (reason: 'stop' | 'length' | 'safety' | 'calls'): ChatPart => ({ type: 'finish', reason })

/** Plays a script, and fails at its end if it ends with an error. */
function plays(...script: readonly (ChatPart | Error)[]): ChatModel {
  return {
    async *stream() {
      for (const part of script) {
        if (part instanceof Error) throw part
        yield part
      }
    },
  }
}

const endings: readonly (readonly [string, ChatModel, object])[] = [
  [
    'text is kept when the stream breaks, and marked',
    plays(says('Half an '), new ChatModelError('interrupted', 'the socket was cut')),
    { reason: 'failed', text: 'Half an ', code: 'interrupted' },
  ],
  [
    'text is kept when a plugin breaks in a way of its own',
    plays(says('Half an '), new TypeError('x is not a function')),
    { reason: 'failed', text: 'Half an ', code: 'interrupted' },
  ],
  [
    'a model that never began is told as one',
    plays(new ChatModelError('quota', 'no credit')),
    { reason: 'failed', text: '', code: 'model-failed' },
  ],
  [
    'silence is told as one',
    plays(new ChatModelError('timeout', 'silent for 30 s')),
    { reason: 'failed', text: '', code: 'timeout' },
  ],
  [
    'an answer that was cut at its limit is told as one',
    plays(says('Long'), finish('length')),
    { reason: 'answered', text: 'Long', code: 'length' },
  ],
  [
    'an answer of which a part was lost is told as one',
    plays(says('Most'), { type: 'finish', reason: 'stop', degraded: true }),
    { reason: 'answered', text: 'Most', code: 'degraded' },
  ],
  [
    'a content filter keeps what it let through',
    plays(says('I think'), finish('safety')),
    { reason: 'blocked', text: 'I think', code: 'model-refused' },
  ],
  [
    'a content filter that lets nothing through is no empty answer',
    plays(finish('safety')),
    { reason: 'blocked', text: '', code: 'model-refused' },
  ],
  [
    'a model that says nothing is spoken for',
    plays(says(''), says(' \n'), finish('stop')),
    { reason: 'answered', text: ` \n${lostWords}` },
  ],
  [
    'a model that only calls tools is spoken for in the end',
    plays({ type: 'call', id: 'c', name: 'nope', input: {} }, finish('calls')),
    { reason: 'answered', text: lostWords },
  ],
  ['an answer without a finish is whole', plays(says('Hello.')), { reason: 'answered', text: 'Hello.' }],
]

test.serial('each way in which an answer ends is told as what it is', async (t) => {
  let current: ChatModel = plays()
  const chatModel: ChatModel = { stream: (request, call) => current.stream(request, call) }
  const { say } = await chatting(t, { chatModel })

  for (const [title, model, end] of endings) {
    current = model
    t.deepEqual(await say('Hello'), end, title)
  }
})

test.serial('the next message is answered after a failure, and what was said is remembered', async (t) => {
  const cut = new ChatModelError('interrupted', 'cut')
  const requests: string[][] = []
  const chatModel: ChatModel = {
    async *stream(request) {
      requests.push(request.messages.map((message) => ('text' in message ? message.text : '')))
      yield says(requests.length === 1 ? 'Half an ' : 'Whole.')
      if (requests.length === 1) throw cut
    },
  }
  const { say, errors } = await chatting(t, { chatModel })

  await say('Hello')
  const { text } = await say('Again')

  t.is(text, 'Whole.')
  t.deepEqual(requests[1], ['Hello', 'Half an ', 'Again'])
  t.true(errors.includes(cut))
})

test.serial(
  'a second plugin answers when the first is not able, and is named in what the turn took',
  async (t) => {
    const busy = new ChatModelError('transient', 'busy')
    const first = plays(busy)
    const second: ChatModel = {
      ...plays(says('Hello.'), {
        type: 'finish',
        reason: 'stop',
        usage: { input: 7, output: 2 },
        cost: { micros: 12, currency: 'USD' },
      }),
      model: 'm-2',
    }
    const { say, query, errors } = await chatting(
      t,
      { chatModel: first },
      { plugins: [pluginOf('second', { chatModel: second })] },
    )

    t.deepEqual(await say('Hello'), { reason: 'answered', text: 'Hello.' })
    const [{ usage }] = await query('select usage from turn')
    t.like(usage, {
      plugin: 'second',
      model: 'm-2',
      input: 7,
      output: 2,
      cost: { micros: 12, currency: 'USD' },
      steps: 2,
      photos: 0,
    })
    t.true(Number.isInteger(usage.firstTokenMs) && usage.firstTokenMs <= usage.totalMs)
    t.true(errors.includes(busy))
  },
)

test.serial('what a turn took is known when it failed, too', async (t) => {
  const { say, query } = await chatting(t, { chatModel: plays(says('Half'), new Error('cut')) })

  await say('Hello')

  const [{ usage }] = await query('select usage from turn')
  t.like(usage, { plugin: 'test', model: null, steps: 1, input: 0 })
  t.true(Number.isInteger(usage.firstTokenMs))
})
