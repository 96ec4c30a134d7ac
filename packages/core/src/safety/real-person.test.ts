import test from 'ava'
import { namesRealPerson } from './real-person.ts'

const real = [
  'Taylor Swift', 'Talyor Swift', 'Tailor Swift', 'TaylorSwift', 'T.a.y.l.o.r S.w.i.f.t', 'Tаylоr Swіft', 'k1m k4rdash1an',
  'my ex Anna Müller from Cologne', 'my late grandmother', 'the president of the United States', '@anna.mueller_91',
  'looks exactly like Anna Müller', 'https://example.com/her.jpg', 'meine Nachbarin', '新垣結衣にそっくり',
] // prettier-ignore
const invented = [
  'Anna', 'Emma', 'Chris', 'Taylor', 'Emma Winter', 'Kate Ross', 'Grace Miller', 'a Frida-like flower crown',
  "my neighbour's dog", 'write to anna@example.com', 'a swift runner', 'no real person', 'looks like Sunday morning',
] // prettier-ignore

test('who bears a widely known name, or is pointed at, is found', (t) => {
  for (const text of real) t.true(namesRealPerson(text, 'avatar'), text)
})

test('first names and invented names are free', (t) => {
  for (const text of invented) t.false(namesRealPerson(text, 'avatar'), text)
})

test('a scene may have a friend in it, but nobody may look like one', (t) => {
  t.false(namesRealPerson('Scene: having lunch, laughing with my friend', 'prompt'))
  t.true(namesRealPerson('Scene: by the window, with the face of my friend', 'prompt'))
  t.true(namesRealPerson('laughing with my friend', 'avatar'))
})
