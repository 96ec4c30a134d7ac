import test from 'ava'
import { ApiError } from '../api/api-error.ts'
import type { Api } from '../api/client.ts'
import type { Avatar, Me, NextStep } from '../api/shapes.ts'
import { memoryStorage } from '../draft/device.ts'
import { createVisit } from './visit.ts'

const answers = {
  adult: true,
  gender: 'woman',
  age: 27,
  nationality: 'Korean',
  name: 'Mina',
  appearance: 'Dark hair',
  told: true,
}

test('somebody under 18 sends nothing, not even after a reload', async (t) => {
  const { visit, calls, again } = visitOf()
  await visit.start()
  calls.length = 0

  visit.leave()
  await again().start()

  t.deepEqual(calls, [])
  t.is(visit.state.place.view, 'under-age')
})

test('a first visit is not refused anything', async (t) => {
  const { visit, calls } = visitOf()

  await visit.start()

  t.deepEqual(calls, ['about', 'session'])
  t.is(visit.state.place.view, 'gate')
})

test('answers are on the device as soon as they are given', async (t) => {
  const { visit, local } = visitOf()
  await visit.start()

  await visit.enter()
  visit.answer({ gender: 'man' })

  t.deepEqual(JSON.parse(local.getItem('parlor-draft') ?? ''), { adult: true, gender: 'man' })
  t.deepEqual(visit.state.place, { view: 'meet', step: 1 })
})

test('a new account gets consent and description but no invented name, and the device forgets its draft', async (t) => {
  const { visit, calls, local } = visitOf({ draft: answers })
  await visit.start()
  t.is(visit.state.place.view, 'account')
  calls.length = 0

  await visit.signUp({ email: 'alex@example.com', password: 'correct horse' })

  t.deepEqual(calls, [
    'signUp {"email":"alex@example.com","password":"correct horse"}',
    'me',
    'confirmAdult 7',
    'saveAvatar Mina',
    'me',
  ])
  t.is(visit.state.place.view, 'developing')
  t.is(local.getItem('parlor-draft'), null)
  visit.close()
})

test('what the server refuses comes back beside its question', async (t) => {
  const refusal = new ApiError({
    code: 'validation',
    status: 422,
    detail: 'Some fields need another look',
    errors: [{ path: 'appearance', message: 'Please describe an adult.' }],
  })
  const { visit } = visitOf({ draft: answers, saveAvatar: () => Promise.reject(refusal) })
  await visit.start()

  await visit.signUp({ email: 'alex@example.com', password: 'correct horse' })

  t.deepEqual(visit.state.place, { view: 'meet', step: 4 })
  t.is(visit.state.errors.appearance, 'Please describe an adult.')
  visit.answer({ appearance: 'A woman of thirty' })
  t.deepEqual(visit.state.errors, {})
})

test('a dead server has its own page and one button leads on', async (t) => {
  let isDown = true
  const { visit } = visitOf({ about: () => (isDown ? Promise.reject(offline()) : Promise.resolve(about)) })
  await visit.start()
  t.is(visit.state.place.view, 'trouble')

  isDown = false
  await visit.start()

  t.is(visit.state.place.view, 'gate')
})

test('a dead server takes nobody out of the settings', async (t) => {
  let isDown = false
  const down = (): never => {
    throw offline()
  }
  const { visit } = visitOf({ next: () => (isDown ? down() : 'chat') })
  await visit.start()
  visit.go({ view: 'settings' })

  isDown = true
  await visit.refresh()

  t.is(visit.state.place.view, 'settings')
})

test('after checkout it waits until the subscription is known', async (t) => {
  const steps: NextStep[] = ['subscribe', 'subscribe', 'chat']
  const { visit, calls } = visitOf({ next: () => steps.shift() ?? 'chat', checkout: 'ref1' })

  await visit.start()

  t.deepEqual(calls, ['about', 'session', 'me', 'checkoutReturn ref1', 'me'])
  t.is(visit.state.place.view, 'chat')
})

test('a canceled checkout says so at the paywall', async (t) => {
  const { visit } = visitOf({ next: () => 'subscribe', checkout: 'canceled' })

  await visit.start()

  t.is(visit.state.place.view, 'paywall')
  t.is(visit.state.notice, 'checkout-canceled')
})

test('a look arrives once, also after a reload', async (t) => {
  const { visit, again } = visitOf({ next: () => 'meet' })
  await visit.start()
  t.deepEqual(visit.state.revealed, [])

  visit.revealed('p1')
  visit.revealed('p1')
  visit.revealed('p2')

  t.deepEqual(visit.state.revealed, ['p1', 'p2'])
  t.deepEqual(again().state.revealed, ['p1', 'p2'])
})

test('a name that is saved while an older answer is on its way stays', async (t) => {
  const { visit } = visitOf({ next: () => 'chat' })
  await visit.start()

  await visit.rename('Alex')
  await visit.refresh()

  t.is(visit.state.me?.user.name, 'Alex')
})

const about = { name: 'Parlor', termsVersion: '7', sandbox: [] } as const
const offline = () => new ApiError({ code: 'offline', status: 0, detail: 'no' })

type Setup = {
  readonly draft?: object
  readonly checkout?: string
  readonly next?: () => NextStep
  readonly about?: Api['about']
  readonly saveAvatar?: () => Promise<Avatar>
}

function visitOf(setup: Setup = {}) {
  const calls: string[] = []
  const [local, session] = [memoryStorage(), memoryStorage()]
  if (setup.draft) local.setItem('parlor-draft', JSON.stringify(setup.draft))
  let next: NextStep | undefined = setup.next?.()
  const said = <T>(call: string, answer: T): T => {
    calls.push(call)
    return answer
  }
  const me = (): Promise<Me> => {
    if (!next) return Promise.reject(new ApiError({ code: 'unauthenticated', status: 401, detail: 'no' }))
    const answer = meAt(next)
    next = setup.next?.() ?? next
    return Promise.resolve(answer)
  }
  const api = {
    about: () => said('about', (setup.about ?? (() => Promise.resolve(about)))()),
    session: () => said('session', Promise.resolve({ user: next ? meAt(next).user : null })),
    me: () => said('me', me()),
    signUp: (account: object) => {
      next = 'confirm-adult'
      return said(`signUp ${JSON.stringify(account)}`, Promise.resolve())
    },
    confirmAdult: (version: string) => {
      next = 'avatar'
      return said(`confirmAdult ${version}`, me())
    },
    saveAvatar: (description: { name: string }) => {
      if (setup.saveAvatar) return setup.saveAvatar()
      next = 'meet'
      return said(`saveAvatar ${description.name}`, Promise.resolve(avatar))
    },
    updateUser: () => Promise.resolve(),
    checkoutReturn: (ref: string) => said(`checkoutReturn ${ref}`, me()),
  } as unknown as Api // only what these visits ask for
  const again = () =>
    createVisit({
      api,
      local,
      session,
      onChange: () => {},
      checkout: setup.checkout ?? null,
      wait: () => Promise.resolve(),
    })
  return { visit: again(), again, calls, local }
}

const avatar: Avatar = {
  id: 'a1',
  version: 1,
  name: 'Mina',
  gender: 'woman',
  age: 27,
  nationality: 'Korean',
  appearance: 'Dark hair',
  accepted: null,
  looks: [],
  paintAgain: { limit: 5, left: 5, per: 'day' },
}

function meAt(next: NextStep): Me {
  return {
    user: { id: 'u1', name: '', email: 'alex@example.com' },
    adult: next !== 'confirm-adult',
    avatar: next === 'confirm-adult' || next === 'avatar' ? null : avatar,
    conversation: null,
    subscription: null,
    next,
  }
}
