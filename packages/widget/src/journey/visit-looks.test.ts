import test from 'ava'
import type { ExecutionContext } from 'ava'
import { ApiError } from '../api/api-error.ts'
import type { Api } from '../api/client.ts'
import type { Avatar, Photo, PhotoState } from '../api/shapes.ts'
import { memoryStorage } from '../draft/device.ts'
import { visitLooks } from './visit-looks.ts'
import { visitCell } from './visit-state.ts'

test('a look that nobody waits for any longer is stopped, which comes as news of it', async (t) => {
  const { cell, looks, states, until, canceled } = developing(t, ['generating'])
  await until(() => cell.state.me?.avatar?.looks[0]?.state === 'generating')

  await looks.actions.cancelLook('p1', { whileFree: false })
  t.is(cell.state.stopping, 'p1')
  states.push('canceled')
  await until(() => cell.state.me?.avatar?.looks[0]?.state === 'canceled')

  t.deepEqual(canceled, ['p1'])
  t.is(cell.state.place.view, 'developing')
})

test('a look that waited is stopped with the answer', async (t) => {
  const { cell, looks } = developing(t, ['canceled'])

  await looks.actions.cancelLook('p1', { whileFree: true })

  t.is(cell.state.stopping, undefined)
  t.is(cell.state.me?.avatar?.looks[0]?.state, 'canceled')
})

test('a look that was to stop for free goes on when it was begun meanwhile, and the page knows', async (t) => {
  const { cell, looks } = developing(t, ['generating'])

  await looks.actions.cancelLook('p1', { whileFree: true })

  t.is(cell.state.stopping, undefined)
  t.is(cell.state.me?.avatar?.looks[0]?.state, 'generating')
})

test('a description that another tab changed comes with the refusal to overwrite it', async (t) => {
  const { cell, looks } = developing(t, ['failed'])
  const { name, gender, age, nationality, appearance } = avatar

  await t.throwsAsync(looks.actions.describe({ name, gender, age, nationality, appearance }, 1), {
    message: /conflict/,
  })

  t.is(cell.state.me?.avatar?.looks[0]?.state, 'failed')
})

/** A visit whose look is in one of these states after the other; in the last one it stays. */
function developing(t: ExecutionContext, states: PhotoState[]) {
  const canceled: string[] = []
  let changed: (() => void) | undefined
  const current = (): Photo => {
    const [state = 'queued'] = states
    if (states.length > 1) states.shift()
    return { ...look, state }
  }
  const api = {
    photo: () => Promise.resolve(current()),
    avatar: () => Promise.resolve({ ...avatar, looks: [current()] }),
    cancelPhoto: (id: string) => {
      canceled.push(id)
      return Promise.resolve(current())
    },
    saveAvatar: () =>
      Promise.reject(new ApiError({ code: 'conflict', status: 409, detail: 'changed meanwhile' })),
  } as unknown as Api // only what a waiting look asks for
  const cell = visitCell({
    local: memoryStorage(),
    session: memoryStorage(),
    onChange: () => changed?.(),
  })
  const looks = visitLooks({ api, cell, onRefused: (cause) => t.fail(String(cause)), everyMs: 1 })
  const user = { id: 'u1', name: '', email: 'alex@example.com' }
  const me = { user, adult: true, avatar, conversation: null, subscription: null, next: 'meet' } as const
  cell.move({ view: 'developing' }, 'journey', { me })
  looks.follow()
  t.teardown(looks.stop)
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise<void>((resolve) => (changed = resolve))
  }
  return { cell, looks, states, canceled, until }
}

const look: Photo = {
  id: 'p1',
  kind: 'reference',
  state: 'queued',
  version: 1,
  width: 1024,
  height: 1280,
  alt: '',
  caption: null,
  change: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  place: 0,
  tries: 0,
  elapsedMs: 0,
  waitedMs: 0,
  expectedMs: 30_000,
  lateMs: 50_000,
  isStopping: false,
  code: null,
  mayRetry: true,
  counted: null,
  image: null,
  preview: null,
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
  looks: [look],
  paintAgain: { limit: 5, left: 4, per: 'day' },
}
