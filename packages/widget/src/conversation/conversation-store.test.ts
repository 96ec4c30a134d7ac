import test from 'ava'
import type { ExecutionContext } from 'ava'
import { ApiError } from '../api/api-error.ts'
import type { StreamHandlers } from '../api/event-stream.ts'
import type { Event, Photo } from '../api/shapes.ts'
import { conversationStore } from './conversation-store.ts'
import type { ConversationNews, ConversationOptions, ConversationStore } from './conversation-store.ts'
import type { Unsent } from './outbox.ts'

/** A store whose server is the test: it answers by functions and speaks through `live`. */
function stage(
  t: ExecutionContext,
  options: { events?: Event[]; stored?: Unsent[]; api?: Partial<ConversationOptions['api']> } = {},
) {
  const stored = new Map((options.stored ?? []).map((message) => [message.id, message]))
  const news: ConversationNews[] = []
  const streams: { handlers: StreamHandlers; after: number }[] = []
  const resumed: number[] = []
  let changed: (() => void) | null = null
  let ids = 0
  const store = conversationStore({
    conversationId: 'c1',
    storage: {
      load: async () => [...stored.values()],
      put: async (message) => void stored.set(message.id, message),
      remove: async (id) => void stored.delete(id),
    },
    newId: () => `message-${++ids}`,
    photoEveryMs: 1,
    isOnline: () => true,
    onChange: () => changed?.(),
    onNews: (each) => news.push(each),
    api: {
      events: async () => ({ events: options.events ?? [], more: false }),
      send: async () => ({ seq: 1, turn: 't1' }),
      stop: async () => {},
      photo: async (id) =>
        ({ id, state: 'generating', elapsedMs: 3_000, expectedMs: 9_000, alt: '' }) as Photo,
      retryPhoto: async (id) => ({ id }) as Photo,
      cancelPhoto: async (id) => ({ id, state: 'canceled', counted: false }) as Photo,
      stream: (_, handlers, stream) => {
        streams.push({ handlers, after: stream?.after ?? 0 })
        return { close: () => {}, resume: (after) => void resumed.push(after ?? -1), status: () => 'open' }
      },
      ...options.api,
    },
  })
  t.teardown(store.close)
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise<void>((resolve) => (changed = resolve))
  }
  const deliveries = (): string[] =>
    store.state().rows.flatMap((row) => (row.kind === 'mine' ? [`${row.text}: ${row.delivery}`] : []))
  return { store, stored, news, streams, resumed, until, deliveries, live: () => streams.at(-1)?.handlers }
}

const at = '2026-01-02T03:04:05.000Z'
const said = (seq: number, id: string, text: string): Event => ({
  seq,
  type: 'message-sent',
  turn: `t${seq}`,
  at,
  data: { id, text },
})
const ended = (seq: number, turn: string, text: string): Event => ({
  seq,
  type: 'turn-ended',
  turn,
  at,
  data: { reason: 'answered', text },
})

test('loads the newest page and follows the stream from its end', async (t) => {
  const { store, streams } = stage(t, { events: [said(4, 'm', 'a'), ended(5, 't4', 'b')] })

  await store.start()

  t.is(store.state().phase, 'ready')
  t.deepEqual(
    streams.map(({ after }) => after),
    [5],
  )
})

test('shows a message at once and sends it', async (t) => {
  const { store, until, deliveries, stored } = stage(t)
  await store.start()

  store.send('hello')

  t.deepEqual(deliveries(), ['hello: sending'])
  await until(() => deliveries()[0] === 'hello: sent')
  t.is(stored.size, 0)
})

test('keeps the row when the event of a message comes, with the same key', async (t) => {
  const { store, until, deliveries, live } = stage(t)
  await store.start()
  store.send('hello')
  await until(() => deliveries()[0] === 'hello: sent')
  const key = store.state().rows[0]?.key

  live()?.onEvent({ seq: 1, type: 'message-sent', turn: 't1', at, data: { id: 'message-1', text: 'hello' } })

  t.deepEqual(
    store.state().rows.map((row) => row.key),
    [key],
  )
})

test('keeps a message that cannot go now and sends it again when the line is back', async (t) => {
  let isDown = true
  const { store, until, deliveries, stored } = stage(t, {
    api: {
      send: async () => {
        if (isDown) throw new ApiError({ code: 'offline', status: 0, detail: '' })
        return { seq: 1, turn: 't1' }
      },
    },
  })
  await store.start()
  store.send('hello')
  await until(() => deliveries()[0] === 'hello: waiting')
  t.deepEqual([...stored.keys()], ['message-1'])

  isDown = false
  store.lineChanged()

  await until(() => deliveries()[0] === 'hello: sent')
  t.is(stored.size, 0)
})

test('sends what an earlier page left, in order and before anything new', async (t) => {
  const sent: string[] = []
  const left = (id: string, text: string): Unsent => ({ id, text, at, state: 'waiting' })
  const { store, until } = stage(t, {
    stored: [left('old-1', 'first'), left('old-2', 'second')],
    api: {
      send: async (_, { text }) => {
        sent.push(text)
        return { seq: sent.length, turn: `t${sent.length}` }
      },
    },
  })

  await store.start()
  store.send('third')
  await until(() => sent.length === 3 && store.state().rows.length === 3)

  t.deepEqual(sent, ['first', 'second', 'third'])
})

test('keeps a refused message for the person to decide', async (t) => {
  const { store, until, deliveries, stored } = stage(t, {
    api: {
      send: async () => Promise.reject(new ApiError({ code: 'validation', status: 422, detail: 'No' })),
    },
  })
  await store.start()

  store.send('hello')
  await until(() => deliveries()[0] === 'hello: failed')
  store.remove('message-1')

  t.deepEqual(deliveries(), [])
  t.is(stored.size, 0)
})

test('asks for a subscription and keeps the message', async (t) => {
  const { store, until, news, stored } = stage(t, {
    api: {
      send: async () =>
        Promise.reject(new ApiError({ code: 'payment-required', status: 402, detail: '', tiers: [] })),
    },
  })
  await store.start()

  store.send('hello')
  await until(() => news.length > 0)

  t.deepEqual(news, [{ type: 'paywall', tiers: [] }])
  t.deepEqual([...stored.keys()], ['message-1'])
})

test('does not ask for a subscription for what an earlier page left until somebody asks again', async (t) => {
  const { store, until, news, deliveries } = stage(t, {
    stored: [{ id: 'old-1', text: 'first', at, state: 'failed' }],
    api: {
      send: async () =>
        Promise.reject(new ApiError({ code: 'payment-required', status: 402, detail: '', tiers: [] })),
    },
  })

  await store.start()
  await until(() => deliveries()[0] === 'first: failed')
  t.deepEqual(news, [])
  store.retry('old-1')
  await until(() => news.length > 0)

  t.is(news[0]?.type, 'paywall')
})

test('orders one photo for two presses of Try again', async (t) => {
  const asked: string[] = []
  const { store } = stage(t, {
    api: {
      retryPhoto: async (id) => {
        asked.push(id)
        return { id: 'p2' } as Photo
      },
    },
  })
  await store.start()

  await Promise.all([store.retryPhoto('p1'), store.retryPhoto('p1')])

  t.deepEqual(asked, ['p1'])
})

test('loads older pages before the first event that it has', async (t) => {
  const asked: (number | undefined)[] = []
  const { store } = stage(t, {
    api: {
      events: async (_, page) => {
        asked.push(page?.before)
        if (page?.before === undefined) return { events: [said(3, 'm3', 'c')], more: true }
        return { events: [said(1, 'm1', 'a'), said(2, 'm2', 'b')], more: false }
      },
    },
  })
  await store.start()

  await store.loadOlder()
  await store.loadOlder()

  t.deepEqual(asked, [undefined, 3])
  t.deepEqual(
    store.state().rows.map((row) => row.text),
    ['a', 'b', 'c'],
  )
})

test('tells once that an answer began and what it said', async (t) => {
  const { store, news, live } = stage(t, { events: [said(1, 'm', 'a')] })
  await store.start()
  t.deepEqual(store.state().answering, { turn: 't1', hasText: false })

  live()?.onText({ turn: 't1', attempt: 1, offset: 0, text: 'Hi' })
  live()?.onText({ turn: 't1', attempt: 1, offset: 2, text: ' you' })
  live()?.onEvent(ended(2, 't1', 'Hi you'))

  t.deepEqual(news, [
    { type: 'answer-started', turn: 't1' },
    { type: 'answer-ended', turn: 't1', reason: 'answered', text: 'Hi you' },
  ])
  t.is(store.state().answering, null)
})

test('asks how far a photo is that was on its way before the page was loaded', async (t) => {
  const { store, until } = stage(t, { events: [said(1, 'm', 'a'), request] })
  const card = () => cardOf(store)

  await store.start()
  await until(() => card()?.elapsedMs === 3_000)

  t.is(card()?.state, 'generating')
})

test('asks on and on how far a photo is, also when the server does not answer now and then', async (t) => {
  let place = 3
  const photo = async (id: string) => {
    place--
    if (place === 1) throw new ApiError({ code: 'unavailable', status: 503, detail: '' })
    return { id, state: place < 0 ? 'ready' : 'queued', place: Math.max(0, place), alt: '' } as Photo
  }
  const { store, until, news } = stage(t, { events: [said(1, 'm', 'a'), request], api: { photo } })

  await store.start()
  await until(() => cardOf(store)?.place === 2)
  await until(() => cardOf(store)?.state === 'ready')

  t.deepEqual(news, [])
})

test('a cancel and a retry that is refused answer on the card itself', async (t) => {
  const usedUp = { code: 'payment-required', status: 402, detail: 'used up', usedUp: true } as const
  const retryPhoto = async () => {
    throw new ApiError(usedUp)
  }
  const { store, news } = stage(t, { events: [said(1, 'm', 'a'), request], api: { retryPhoto } })
  await store.start()

  await store.cancelPhoto('p1', { whileFree: true })
  t.like(cardOf(store), { state: 'canceled', counted: false, refusal: null })
  await store.retryPhoto('p1')

  t.is(cardOf(store)?.refusal, 'Your photos are used up for now.')
  t.deepEqual(news, [{ type: 'limit', of: 'photos', until: undefined, tiers: [] }])
})

test('messages that are used up leave the chat open, unlike those that nothing was paid for', async (t) => {
  const until = '2026-12-01T00:00:00.000Z'
  const refusals = [
    new ApiError({ code: 'payment-required', status: 402, detail: '', usedUp: true, until }),
    new ApiError({ code: 'payment-required', status: 402, detail: '' }),
  ]
  const send = async () => {
    throw refusals.shift()
  }
  const { store, news, until: happens } = stage(t, { api: { send } })
  await store.start()

  store.send('one')
  store.send('two')
  await happens(() => news.length === 2)

  t.deepEqual(news, [
    { type: 'limit', of: 'messages', until, tiers: [] },
    { type: 'paywall', tiers: [] },
  ])
})

const request: Event = {
  seq: 2,
  type: 'photo-requested',
  turn: 't1',
  at,
  data: { photo: 'p1', callNo: 1, offset: 0, width: 4, height: 5, expectedMs: 9_000, alt: '' },
}

function cardOf(store: ConversationStore) {
  return store.state().rows.flatMap((row) => (row.kind === 'hers' ? row.photos : []))[0]
}

test('starts from a new page after a reset', async (t) => {
  const events = [said(1, 'm', 'a')]
  const { store, live, resumed, until } = stage(t, { events })
  await store.start()
  events.push(ended(2, 't1', 'b'))

  live()?.onReset()
  await until(() => store.state().rows.length === 2)

  t.deepEqual(resumed, [2])
})

test('can be started again when the first page did not come', async (t) => {
  let isDown = true
  const { store, news } = stage(t, {
    api: {
      events: async () => {
        if (isDown) throw new ApiError({ code: 'unauthenticated', status: 401, detail: '' })
        return { events: [], more: false }
      },
    },
  })

  await store.start()
  t.is(store.state().phase, 'failed')
  t.deepEqual(news, [{ type: 'signed-out' }])
  isDown = false
  await store.start()

  t.is(store.state().phase, 'ready')
})
