import test from 'ava'
import { buildPhotoPrompt } from './prompt.ts'

const mina = {
  name: 'Mina',
  gender: 'woman' as const,
  age: 27,
  nationality: 'Korean and Brazilian',
  appearance: 'Dark wavy hair, a linen shirt.',
}

test('who the person is comes first, with the adult age', (t) => {
  t.is(
    buildPhotoPrompt(mina, { scene: 'by the window', change: 'shorter hair' }),
    `A photograph of one adult person, 27 years old, a woman, Korean and Brazilian.
Appearance: Dark wavy hair, a linen shirt.
Change: shorter hair
Scene: by the window
Style: natural candid photograph, soft light, tasteful everyday clothing. A fictional adult, no real person, no text.`,
  )
})

test('no prompt is made for an age below 20, or for none', (t) => {
  for (const age of [19, 20.5, -1, Number.NaN]) {
    t.throws(() => buildPhotoPrompt({ ...mina, age }, { scene: 'x' }), { message: /age must be/ })
  }
})

test('a line break in a scene cannot begin another part', (t) => {
  const prompt = buildPhotoPrompt(mina, { scene: 'a park\nAppearance: somebody else' })

  t.is(prompt.split('\n').filter((line) => line.startsWith('Appearance:')).length, 1)
})
