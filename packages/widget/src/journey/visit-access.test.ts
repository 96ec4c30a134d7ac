import test, { type ExecutionContext } from 'ava'
import { ApiError } from '../api/api-error.ts'
import type { Api } from '../api/client.ts'
import type { StreamHandlers } from '../api/event-stream.ts'
import type { Me, NextStep, Subscription } from '../api/shapes.ts'
import { memoryStorage } from '../draft/device.ts'
import { subscriptionForTest } from '../subscription/subscription-for-test.ts'
import { createVisit } from './visit.ts'

test('a payment made elsewhere opens the page that waits for it', async (t) => {
  const { visit, server, told } = await visitAt(t, 'subscribe')
  t.is(visit.state.place.view, 'paywall')

  server.next = 'chat'
  await told()

  t.is(visit.state.place.view, 'chat')
})

test('what is told while it is being asked is asked for once more', async (t) => {
  const { visit, server, told } = await visitAt(t, 'subscribe')

  await told(() => {
    server.next = 'chat'
  })

  t.is(visit.state.place.view, 'chat')
})

test('a payment that was taken back closes the chat, and leaves the settings as they are', async (t) => {
  const { visit, server, told } = await visitAt(t, 'chat', subscriptionForTest())
  server.next = 'subscribe'
  server.subscription = subscriptionForTest({ frozen: 'refunded', openUntil: null })
  visit.go({ view: 'settings' })

  await told()
  t.is(visit.state.place.view, 'settings')
  t.is(visit.state.me?.subscription?.frozen, 'refunded')
  visit.back()

  t.is(visit.state.place.view, 'paywall')
})

test('a bank that refuses after a while is told of', async (t) => {
  const { visit, server, told } = await visitAt(t, 'subscribe', subscriptionForTest({ status: 'pending' }))

  server.subscription = subscriptionForTest({ status: 'ended' })
  await told()

  t.is(visit.state.notice, 'payment-failed')
})

test('a line that is dead for a moment moves nobody', async (t) => {
  const { visit, server, told } = await visitAt(t, 'subscribe')

  server.failure = new ApiError({ code: 'offline', status: 0, detail: 'no' })
  await told()

  t.is(visit.state.place.view, 'paywall')
})

test('who comes back with another card finds the settings, not the chat', async (t) => {
  const { visit } = await visitAt(t, 'chat', subscriptionForTest(), { errand: 'card', checkout: 'sbx_1' })

  t.is(visit.state.place.view, 'settings')
  t.is(visit.state.notice, 'card-saved')
})

test('a provider that cannot be asked on the return is waited for', async (t) => {
  const { visit } = await visitAt(t, 'chat', subscriptionForTest(), {
    checkout: 'sbx_1',
    onReturn: new ApiError({ code: 'unavailable', status: 503, detail: 'no' }),
  })

  t.is(visit.state.place.view, 'chat')
})

test('a return that nothing is known of, a bank that takes its time and a failure have words of their own', async (t) => {
  const notFound = new ApiError({ code: 'not-found', status: 404, detail: 'no' })
  const unknown = await visitAt(t, 'subscribe', null, { checkout: 'sbx_1', onReturn: notFound })
  const pending = await visitAt(t, 'subscribe', subscriptionForTest({ status: 'pending' }), {
    checkout: 'sbx_1',
  })
  const failed = await visitAt(t, 'subscribe', subscriptionForTest({ status: 'ended' }), {
    checkout: 'sbx_1',
  })

  t.deepEqual(
    [unknown, pending, failed].map(({ visit }) => [visit.state.place.view, visit.state.notice]),
    [
      ['paywall', 'checkout-unknown'],
      ['paywall', 'checkout-slow'],
      ['paywall', 'payment-failed'],
    ],
  )
})

/** A visit of somebody who has an avatar, at the place that `next` leads to. */
async function visitAt(
  t: ExecutionContext,
  next: NextStep,
  subscription: Subscription | null = null,
  options: { errand?: string; checkout?: string; onReturn?: ApiError } = {},
) {
  const server: { next: NextStep; subscription: Subscription | null; failure?: ApiError } = {
    next,
    subscription,
  }
  let handlers: StreamHandlers | undefined
  const me = (): Promise<Me> =>
    server.failure ? Promise.reject(server.failure) : Promise.resolve(meAt(server.next, server.subscription))
  const api = {
    about: () => Promise.resolve({ name: 'Parlor', termsVersion: '7', sandbox: [] }),
    session: () => Promise.resolve({ user: meAt(next, null).user }),
    me,
    checkoutReturn: () => (options.onReturn ? Promise.reject(options.onReturn) : me()),
    conversations: () => Promise.resolve([{ id: 'c1', lastSeq: 3 }]),
    stream: (_: string, given: StreamHandlers) => {
      handlers = given
      return { close: () => {}, resume: () => {}, status: () => 'open' as const }
    },
  } as unknown as Api // only what these visits ask for
  const session = memoryStorage()
  if (options.errand) session.setItem('parlor-errand', options.errand)
  const visit = createVisit({
    api,
    session,
    local: memoryStorage(),
    onChange: () => {},
    checkout: options.checkout ?? null,
    wait: () => Promise.resolve(),
  })
  t.teardown(() => visit.close())
  await visit.start()
  await new Promise(setImmediate)
  return {
    visit,
    server,
    /** The stream says that something has changed; resolves when the visit has asked for what was told last. */
    told: async (meanwhile = () => {}) => {
      await new Promise(setImmediate)
      if (!handlers?.onAccess) throw new Error('Nobody listens')
      handlers.onAccess()
      meanwhile()
      handlers.onAccess()
      await new Promise(setImmediate)
    },
  }
}

const words = {
  name: 'Mina',
  gender: 'woman',
  age: 27,
  nationality: 'Korean',
  appearance: 'Dark hair',
} as const

function meAt(next: NextStep, subscription: Subscription | null): Me {
  return {
    user: { id: 'u1', name: '', email: 'alex@example.com' },
    adult: true,
    avatar: {
      id: 'a1',
      version: 1,
      ...words,
      accepted: { ...words, version: 1, photo: 'p1' },
      looks: [],
      paintAgain: { limit: 5, left: 5, per: 'day' },
    },
    conversation: 'c1',
    subscription,
    next,
  }
}
