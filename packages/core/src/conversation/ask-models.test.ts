import { ChatModelError } from '@parlor/plugin-kit'
import type { ChatModel, ChatPart } from '@parlor/plugin-kit'
import test from 'ava'
import { askModels, usualPatience } from './ask-models.ts'
import { createTurnMeter } from './turn-meter.ts'

const request = { system: '', messages: [], tools: [], maxTokens: 10 }
const finish: ChatPart = { type: 'finish', reason: 'stop', usage: { input: 3, output: 2 } }
const busy = new ChatModelError('transient', 'busy')

/** Gives the parts, then fails if there is an error; without one it goes on for ever when told so. */
function model(parts: readonly ChatPart[], end: Error | 'whole' | 'silent' = 'whole') {
  const seen = { asked: 0, aborted: false }
  const chatModel: ChatModel = {
    model: 'm-1',
    async *stream(_request, { signal }) {
      seen.asked++
      signal.addEventListener('abort', () => (seen.aborted = true))
      yield* parts
      if (end === 'silent') await new Promise(() => {})
      if (end instanceof Error) throw end
    },
  }
  return { chatModel, seen }
}

const says = (text: string): ChatPart => ({ type: 'text', text })

async function ask(
  slots: readonly { readonly chatModel: ChatModel }[],
  { signal = new AbortController().signal, patience = usualPatience } = {},
) {
  const errors: unknown[] = []
  const meter = createTurnMeter()
  const named = slots.map(({ chatModel }, index) => ({ name: `plugin-${index}`, chatModel }))
  const one = askModels(named, { patience, meter, report: (error) => errors.push(error) })
  const parts: ChatPart[] = []
  let failure: unknown
  try {
    for await (const part of one.stream(request, { key: 'k', signal })) parts.push(part)
  } catch (error) {
    failure = error
  }
  return { parts, failure, errors, usage: meter.usage(), one }
}

test('the second model answers when the first fails before it gave anything', async (t) => {
  const first = model([says('')], busy)
  const second = model([says('Hello.'), finish])

  const { parts, failure, errors, usage } = await ask([first, second])

  t.deepEqual(parts.at(-2), says('Hello.'))
  t.is(failure, undefined)
  t.deepEqual(errors, [busy])
  t.like(usage, { plugin: 'plugin-1', model: 'm-1', input: 3, output: 2, steps: 2 })
})

test('no other model is asked once text or a call was given', async (t) => {
  const call: ChatPart = { type: 'call', id: 'c', name: 'send_photo', input: {} }
  for (const given of [says('Hel'), call]) {
    const second = model([says('Hello.'), finish])

    const { parts, failure } = await ask([model([given], busy), second])

    t.is(failure, busy)
    t.deepEqual(parts, [given])
    t.is(second.seen.asked, 0)
  }
})

test('a step after a call stays with the model that called', async (t) => {
  let asked = 0
  const caller: ChatModel = {
    async *stream() {
      if (asked++ > 0) throw busy
      yield { type: 'call', id: 'c', name: 'send_photo', input: {} }
    },
  }
  const second = model([says('Hello.')])
  const { one } = await ask([{ chatModel: caller }, second])

  const again = one.stream(request, { key: 'k.1', signal: new AbortController().signal })

  t.is(await t.throwsAsync(async () => await again[Symbol.asyncIterator]().next()), busy)
  t.is(second.seen.asked, 0)
})

test('the last failure is thrown when no model is able, as one that core can word', async (t) => {
  const odd = new TypeError('x is not a function')

  const { failure, errors } = await ask([model([], busy), model([], odd)])
  const broken = await ask([model([says('Hel')], odd)])

  t.like(failure, { name: 'ChatModelError', code: 'invalid', cause: odd })
  t.deepEqual(errors, [busy])
  t.like(broken.failure, { name: 'ChatModelError', code: 'interrupted', cause: odd })
})

test('silence ends a model that heeds no signal, before its first part and between two', async (t) => {
  const mute = model([], 'silent')
  const stuck = model([says('Hel')], 'silent')

  const atFirst = await ask([mute], { patience: { firstMs: 20, idleMs: 60_000 } })
  const later = await ask([stuck], { patience: { firstMs: 60_000, idleMs: 20 } })

  t.like(atFirst.failure, { code: 'timeout' })
  t.like(later.failure, { code: 'timeout' })
  t.deepEqual(later.parts, [says('Hel')])
  t.true(mute.seen.aborted && stuck.seen.aborted)
})

test('silence of the first model brings the second', async (t) => {
  const { parts, failure } = await ask([model([], 'silent'), model([says('Hello.')])], {
    patience: { firstMs: 20, idleMs: 60_000 },
  })

  t.is(failure, undefined)
  t.deepEqual(parts, [says('Hello.')])
})

test('an abort throws its reason, and asks nobody else', async (t) => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const second = model([says('Hello.')])
  const asking = ask([model([], 'silent'), second], { signal: controller.signal })
  controller.abort(reason)

  t.is((await asking).failure, reason)
  t.is(second.seen.asked, 0)
})

test('a model that is left in the middle hears of it', async (t) => {
  const endless = model([says('a'), says('b')], 'silent')
  const leaving = askModels([{ name: 'p', chatModel: endless.chatModel }], {
    patience: usualPatience,
    meter: createTurnMeter(),
    report: (error) => t.fail(String(error)),
  })

  for await (const part of leaving.stream(request, { key: 'k', signal: new AbortController().signal })) {
    t.deepEqual(part, says('a'))
    break
  }

  t.true(endless.seen.aborted)
})
