import type { Moderator, Stage, Verdict } from '@parlor/plugin-kit'
import test from 'ava'
import { createModeration, type ModeratorSlot } from './moderation.ts'

const depicting: readonly Stage[] = ['avatar', 'prompt', 'image']
const spoken: readonly Stage[] = ['message', 'answer']
const call = () => ({ key: 'k', signal: new AbortController().signal })

function slot(name: string, check: Moderator['check']): ModeratorSlot {
  return { name, moderator: { stages: [...depicting, ...spoken], check } }
}
const saying = (name: string, verdict: unknown) => slot(name, async () => verdict as Verdict)
const allowing = saying('mild', { action: 'allow', categories: [] })

function moderation(...moderators: readonly ModeratorSlot[]) {
  const reported: unknown[] = []
  const made = createModeration(moderators, (error) => reported.push(error), { timeoutMs: 50 })
  return {
    reported,
    judge: async (stage: Stage) => await made.judge(stage, { text: 'a linen shirt, soft light' }, call()),
  }
}

test('the strictest of contradictory verdicts wins, in whatever order they come', async (t) => {
  const review = saying('careful', { action: 'review', categories: ['suggestive'] })
  const block = saying('strict', { action: 'block', categories: ['violence'] })
  for (const order of [
    [allowing, review, block],
    [block, review, allowing],
    [review, block, allowing],
  ]) {
    const { action, categories } = await moderation(...order).judge('image')
    t.deepEqual({ action, categories }, { action: 'block', categories: ['violence', 'suggestive'] })
  }
  t.is((await moderation(allowing, review).judge('image')).action, 'review')
})

test('one that allows what it calls a minor has blocked it, where a picture comes of it', async (t) => {
  const torn = saying('torn', { action: 'allow', categories: ['sexual', 'sexual/minors'] })
  for (const stage of depicting) {
    const { action, categories } = await moderation(torn).judge(stage)
    t.deepEqual({ action, categories }, { action: 'block', categories: ['sexual/minors', 'sexual'] }, stage)
  }
  // "Minor" inside of another word is none.
  const harmless = saying('mild', { action: 'allow', categories: ['minority-topics'] })
  t.is((await moderation(harmless).judge('image')).action, 'allow')
})

for (const [what, verdict] of Object.entries({
  'no action': { categories: [] },
  'an unknown action': { action: 'pass', categories: [] },
  'no categories': { action: 'allow' },
  'categories that are no list': { action: 'allow', categories: 'none' },
  'categories that are no names': { action: 'allow', categories: [7] },
  nothing: undefined,
  text: 'allow',
})) {
  test(`a verdict with ${what} lets no picture through, and stops no chat`, async (t) => {
    const { judge, reported } = moderation(allowing, saying('broken', verdict))
    for (const stage of depicting) await t.throwsAsync(judge(stage), { code: 'unavailable' }, stage)
    t.is(reported.length, 0)
    for (const stage of spoken) t.is((await judge(stage)).action, 'allow', stage)
    t.is(reported.length, spoken.length)
  })
}

test('one that throws, at once or later, lets no picture through', async (t) => {
  const throwing = slot('throwing', () => {
    throw new Error('out of order')
  })
  const rejecting = slot('rejecting', async () => await Promise.reject(new Error('500')))
  for (const broken of [throwing, rejecting])
    for (const stage of depicting)
      await t.throwsAsync(moderation(allowing, broken).judge(stage), { code: 'unavailable' })
})

test('one that hangs, or answers after its time, lets no picture through', async (t) => {
  let answer: (verdict: Verdict) => void = () => {}
  const late = slot('late', async () => await new Promise<Verdict>((resolve) => (answer = resolve)))
  const { judge, reported } = moderation(late)
  // The time limit by itself keeps no process alive.
  const awake = setInterval(() => {}, 1000)
  t.teardown(() => clearInterval(awake))

  await t.throwsAsync(judge('image'), { code: 'unavailable' })
  answer({ action: 'allow', categories: [] })
  t.is((await judge('message')).action, 'allow')
  t.is(reported.length, 1)
})

test('a block stands, whoever else fails', async (t) => {
  const block = saying('strict', { action: 'block', categories: ['violence'] })
  const broken = slot('broken', async () => await Promise.reject(new Error('500')))

  const { action, judged } = await moderation(broken, block).judge('image')

  t.is(action, 'block')
  t.deepEqual(
    judged.map(({ by, action }) => [by, action]),
    [
      ['broken', 'failed'],
      ['strict', 'block'],
    ],
  )
})

test('what each said is told with its stage and its time, and in names only', async (t) => {
  const chatty = saying('chatty', {
    action: 'allow',
    categories: ['nudity', 'The user wrote: "…"', 'x'.repeat(65)],
  })

  const { judged } = await moderation(chatty).judge('prompt')

  t.deepEqual(
    judged.map(({ latencyMs, ...rest }) => ({ ...rest, isTimed: Number.isInteger(latencyMs) })),
    [
      { stage: 'prompt', by: 'rules', action: 'allow', categories: [], isTimed: true },
      {
        stage: 'prompt',
        by: 'chatty',
        action: 'allow',
        categories: ['nudity', 'unnamed', 'unnamed'],
        isTimed: true,
      },
    ],
  )
})

test('the rules come before all moderators, which are not asked then', async (t) => {
  const asked: string[] = []
  const curious = slot('curious', async (_, { text = '' }) => {
    asked.push(text)
    return { action: 'allow', categories: [] }
  })
  const made = createModeration([curious], () => {})

  const { action, judged } = await made.judge('prompt', { text: 'a schoolgirl in the park' }, call())

  t.is(action, 'block')
  t.like(judged, [{ by: 'rules', categories: ['minor'] }])
  t.deepEqual(asked, [])
})

test('who leaves while a verdict is waited for gets no verdict', async (t) => {
  const leaving = new AbortController()
  const made = createModeration([slot('slow', async () => await new Promise(() => {}))], () => {})
  const verdict = made.judge('image', {}, { key: 'k', signal: leaving.signal })
  leaving.abort(new Error('left'))

  await t.throwsAsync(verdict, { message: 'left' })
})
