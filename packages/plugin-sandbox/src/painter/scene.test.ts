import test from 'ava'
import { facts } from './facts.ts'
import { figure } from './figure/figure.ts'
import { look } from './look.ts'
import { scene } from './scene.ts'

const reference = 'a relaxed head and shoulders portrait, looking at the camera, plain soft background'

test('whoever looks at the camera has their eyes open, however relaxed they are', (t) => {
  t.is(scene(reference, 1).mood, 'smile')
  t.is(scene('looking straight into the camera by the window', 1).mood, 'gaze')
  t.is(scene('laughing and looking at me', 1).mood, 'laugh')
  t.is(scene('eyes closed, peaceful, on the sofa', 1).mood, 'dreamy')
})

test('a reference portrait shows the eyes in the color that was asked for', (t) => {
  const seen = (appearance: string) => look(facts(`a woman, 27 years old\nAppearance: ${appearance}`), 1)

  t.is(seen('Warm brown eyes').eyes, '#6b4023')
  t.is(seen('Bright green eyes, short hair').eyes, '#4f7d56')
  t.regex(figure(seen('Bright green eyes'), scene(reference, 1)), /fill="url\(#iris\)"/)
})

test('a smile that belongs to the person is there unless the scene has another mood', (t) => {
  const person = (appearance: string) => look(facts(`a man, 30 years old\nAppearance: ${appearance}`), 1)
  const [calm, laughing] = [scene('looking at the camera', 1), scene('laughing', 1)]

  t.is(figure(person('A warm smile'), calm), figure(person('A warm smile'), { ...calm, mood: 'smile' }))
  t.is(
    figure(person('A warm smile'), laughing),
    figure({ ...person('A warm smile'), smiles: false }, laughing),
  )
})
