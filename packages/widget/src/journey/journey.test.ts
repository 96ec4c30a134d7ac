import test from 'ava'
import type { Avatar, Me, NextStep, Photo, PhotoState } from '../api/shapes.ts'
import type { Draft } from '../draft/draft.ts'
import { mayShow, placeBefore, placeOf, type Facts } from './journey.ts'

const answered: Draft = {
  adult: true,
  gender: 'woman',
  age: 27,
  nationality: 'Korean',
  name: 'Mina',
  appearance: 'Dark hair',
  told: true,
}

test('a newcomer stands at the gate, and whoever passed it at the first open question', (t) => {
  t.deepEqual(placeOf(facts()), { view: 'gate' })
  t.deepEqual(placeOf(facts({ draft: { adult: true } })), { view: 'meet', step: 1 })
  t.deepEqual(placeOf(facts({ draft: { adult: true, gender: 'man', age: 30 } })), { view: 'meet', step: 3 })
})

test('the account is asked for only when all four questions are answered', (t) => {
  t.deepEqual(placeOf(facts({ draft: answered })), { view: 'account' })
  t.deepEqual(placeOf(facts({ draft: { ...answered, told: false } })), { view: 'meet', step: 4 })
})

test('somebody under 18 stays on the calm page, whatever else is known', (t) => {
  t.deepEqual(placeOf(facts({ draft: answered, isUnderAge: true })), { view: 'under-age' })
  t.false(mayShow({ view: 'gate' }, facts({ isUnderAge: true })))
})

test('an account without consent goes to the gate unless the device has it', (t) => {
  t.deepEqual(placeOf(facts({ me: me('confirm-adult') })), { view: 'gate' })
  t.deepEqual(placeOf(facts({ me: me('confirm-adult'), draft: { adult: true } })), { view: 'meet', step: 1 })
  t.deepEqual(placeOf(facts({ me: me('confirm-adult'), draft: answered })), { view: 'developing' })
})

test('an account without an avatar goes on with the questions', (t) => {
  t.deepEqual(placeOf(facts({ me: me('avatar') })), { view: 'meet', step: 1 })
  t.deepEqual(placeOf(facts({ me: me('avatar'), draft: answered })), { view: 'developing' })
})

test('the looks decide between developing, reveal and change', (t) => {
  const at = (...states: PhotoState[]) => placeOf(facts({ me: me('meet', states) })).view

  t.is(at('queued'), 'developing')
  t.is(at('failed'), 'developing')
  t.is(at('ready'), 'reveal')
  t.is(at('ready', 'generating'), 'change')
  t.is(at('ready', 'failed'), 'reveal')
  t.is(at('failed', 'ready'), 'reveal')
})

test('an accepted look leads to the paywall and a subscription to the chat', (t) => {
  t.deepEqual(placeOf(facts({ me: me('subscribe', ['ready']) })), { view: 'paywall' })
  t.deepEqual(placeOf(facts({ me: me('chat', ['ready']) })), { view: 'chat' })
})

test('back and forward show only what is still open', (t) => {
  t.true(mayShow({ view: 'meet', step: 2 }, facts({ draft: { adult: true, gender: 'man' } })))
  t.false(mayShow({ view: 'meet', step: 3 }, facts({ draft: { adult: true, gender: 'man' } })))
  t.false(mayShow({ view: 'meet', step: 1 }, facts({ me: me('subscribe', ['ready']), draft: answered })))
  t.true(mayShow({ view: 'reveal' }, facts({ me: me('subscribe', ['ready']) })))
  t.false(mayShow({ view: 'paywall' }, facts({ me: me('chat', ['ready']) })))
  t.false(mayShow({ view: 'settings' }, facts()))
  t.false(mayShow({ view: 'developing' }, facts({ me: me('meet', ['queued']) })))
})

test('every back button leads one step back', (t) => {
  t.deepEqual(placeBefore({ view: 'meet', step: 3 }, null), { view: 'meet', step: 2 })
  t.is(placeBefore({ view: 'meet', step: 1 }, null), undefined)
  t.deepEqual(placeBefore({ view: 'account' }, null), { view: 'meet', step: 4 })
  t.deepEqual(placeBefore({ view: 'paywall' }, me('subscribe', ['ready'])), { view: 'reveal' })
  t.deepEqual(placeBefore({ view: 'settings' }, me('chat', ['ready'])), { view: 'chat' })
})

function facts(known: Partial<Facts> = {}): Facts {
  return { me: null, draft: {}, isUnderAge: false, ...known }
}

function me(next: NextStep, states: readonly PhotoState[] = []): Me {
  return {
    user: { id: 'u1', name: 'Alex', email: 'alex@example.com' },
    adult: next !== 'confirm-adult',
    avatar: states.length > 0 ? avatar(states.map(look)) : null,
    conversation: null,
    subscription: null,
    next,
  }
}

function avatar(looks: readonly Photo[]): Avatar {
  return {
    id: 'a1',
    version: 1,
    name: 'Mina',
    gender: 'woman',
    age: 27,
    nationality: 'Korean',
    appearance: 'Dark hair',
    accepted: null,
    looks,
    paintAgain: { limit: 5, left: 4, per: 'day' },
  }
}

function look(state: PhotoState, index: number): Photo {
  return {
    id: `p${index}`,
    kind: 'reference',
    state,
    version: 1,
    width: 1024,
    height: 1280,
    alt: '',
    caption: null,
    change: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    place: null,
    tries: 0,
    elapsedMs: 0,
    waitedMs: 0,
    expectedMs: 30_000,
    lateMs: 50_000,
    isStopping: false,
    counted: null,
    code: null,
    mayRetry: true,
    image: null,
    preview: null,
  }
}
