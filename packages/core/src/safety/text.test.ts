import test from 'ava'
import { isBlank, line } from './text.ts'

test('text that cannot be seen is blank', (t) => {
  for (const text of ['', ' \n', '\u200B', '\u3164', '\u2800\u00A0', '\u202E']) t.true(isBlank(text))
  for (const text of ['.', '👩‍🚀', 'é', ' a ']) t.false(isBlank(text))
})

test('a line is trimmed, and refused when nothing of it shows or when it turns what follows', (t) => {
  t.is(line(10).parse('  Mina\n K. '), 'Mina K.')
  t.is(line(40).parse('<b>Mina</b> 👩‍🚀'), '<b>Mina</b> 👩‍🚀')
  for (const text of ['', '\u200B', 'Mi\u0007na', 'Mi\u202Ena', 'Mi\u2066na', 'a'.repeat(11)])
    t.false(line(10).safeParse(text).success, JSON.stringify(text))
})
