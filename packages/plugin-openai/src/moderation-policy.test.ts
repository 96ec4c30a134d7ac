import type { Stage } from '@parlor/plugin-kit'
import test from 'ava'
import { verdictOn } from './moderation-policy.ts'

const stages: readonly Stage[] = ['message', 'answer', 'prompt', 'avatar', 'image']
const actions = (category: string) => stages.map((stage) => verdictOn(stage, [category]).action)

test('what is never acceptable is blocked at every stage', (t) => {
  for (const category of ['sexual/minors', 'self-harm/instructions', 'illicit/violent', 'hate/threatening'])
    t.deepEqual(new Set(actions(category)), new Set(['block']), category)
})

test('adult sexual content is no offence in words, and needs a decision in a picture', (t) => {
  t.deepEqual(actions('sexual'), ['allow', 'allow', 'allow', 'review', 'review'])
  t.is(verdictOn('answer', ['sexual', 'sexual/minors']).action, 'block')
})

test('a person may say that they are not well, and the companion may not', (t) => {
  t.deepEqual(actions('self-harm/intent'), ['allow', 'block', 'block', 'block', 'block'])
  t.deepEqual(verdictOn('message', ['self-harm/intent']), {
    action: 'allow',
    categories: ['self-harm/intent'],
  })
})

test('a category that nobody knew waits for a decision, but not in a person’s message', (t) => {
  t.deepEqual(actions('new/kind'), ['allow', 'review', 'review', 'review', 'review'])
  t.deepEqual(actions('constructor'), ['allow', 'review', 'review', 'review', 'review'])
})

test('the strictest category decides and stands first', (t) => {
  t.deepEqual(verdictOn('answer', ['violence', 'hate', 'illicit/violent']), {
    action: 'block',
    categories: ['illicit/violent', 'hate', 'violence'],
  })
  t.deepEqual(verdictOn('answer', []), { action: 'allow', categories: [] })
})

test('an operator may allow a category', (t) => {
  t.is(verdictOn('image', ['sexual'], new Set(['sexual'])).action, 'allow')
  t.is(verdictOn('image', ['sexual', 'violence/graphic'], new Set(['sexual'])).action, 'review')
})
