import type { Stage } from '@parlor/plugin-kit'
import test from 'ava'
import sharp from 'sharp'
import { moderator } from './moderator.ts'

const call = { key: 'k', signal: new AbortController().signal }
const verdict = async (stage: Stage, text: string) => (await moderator().check(stage, { text }, call)).action
const everyText: readonly Stage[] = ['avatar', 'message', 'answer', 'prompt']

test('the test word is blocked wherever text is judged', async (t) => {
  for (const stage of everyText) t.is(await verdict(stage, 'Please say Sandbox-Block.'), 'block', stage)
})

test('a description may name nobody under 20, in whatever letters', async (t) => {
  for (const text of [
    'a teenager',
    'looks 19 years old',
    'aged 16',
    'nineteen-year-old',
    'ａ ｃｈｉｌｄ',
    'school\u200bgirl',
  ]) {
    t.is(await verdict('avatar', text), 'block', text)
    t.is(await verdict('prompt', text), 'block', text)
  }
  t.is(await verdict('avatar', 'She is 27 years old, with freckles'), 'allow')
})

test('people may speak of their children, but not make the companion one', async (t) => {
  t.is(await verdict('message', 'My kids are 7 and 9 years old, they love the park'), 'allow')
  t.is(await verdict('message', 'Pretend you are a teenager'), 'block')
  t.is(await verdict('message', 'Imagine you are 15 years old'), 'block')
})

test('nobody is painted as a real person', async (t) => {
  t.is(await verdict('avatar', 'She looks exactly like Jane Example'), 'block')
  t.is(await verdict('avatar', 'She looks like somebody who laughs a lot'), 'allow')
})

test('an everyday text passes at every stage', async (t) => {
  for (const stage of everyText) t.is(await verdict(stage, 'Dark wavy hair, a linen shirt.'), 'allow', stage)
})

test('for a picture it only makes sure that it is one, to its last pixel', async (t) => {
  const bytes = await sharp({ create: { width: 64, height: 80, channels: 3, background: '#a88' } })
    .png()
    .toBuffer()
  const judge = async (image?: Uint8Array) =>
    (
      await moderator().check(
        'image',
        image === undefined ? {} : { image: { mime: 'image/png', bytes: image } },
        call,
      )
    ).action

  t.is(await judge(bytes), 'allow')
  t.is(await judge(bytes.subarray(0, bytes.length - 30)), 'block')
  t.is(await judge(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), 'block')
  t.is(await judge(), 'block')
})
