import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import { PlatformError } from '../platform-error.ts'
import { parseTiers } from './parse-tiers.ts'

/*
 * Files that are wrong, each with all that is to be said of it in its head: `#! line:column what`. A mistake that is
 * passed over, told elsewhere, or told in other words fails here.
 */
const folder = new URL('../../test-data/broken-tiers/', import.meta.url)
const files = readdirSync(folder)

test('each broken file is told in full, by line and column, with what would be right', (t) => {
  t.true(files.length >= 40)
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    const expected = [...text.matchAll(/^#! (.*)$/gm)].map(([, words]) => `${file}:${words}`)

    t.deepEqual(problemsOf(text, file), expected)
    t.not(expected.length, 0, file)
  }
})

test('whatever is written into a file, its problems have lines and nothing else is thrown', (t) => {
  const valid = readFileSync(new URL('../../../../deploy/tiers.yaml', import.meta.url), 'utf8')
  const pieces = [
    '{',
    '}',
    '[',
    ': ',
    '- ',
    '\n',
    '  ',
    '"',
    "'",
    '&a',
    '*a',
    '!!set',
    '<<',
    '~',
    '0x10',
    '{}',
    '|\n',
  ]
  const edit = fc.record({ at: fc.nat(valid.length), remove: fc.nat(30), piece: fc.constantFrom(...pieces) })

  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      const text = edits.reduce(
        (before, { at, remove, piece }) => before.slice(0, at) + piece + before.slice(at + remove),
        valid,
      )
      return problemsOf(text, 'f').every((line) => /^f:[1-9]\d*:[1-9]\d* \S/.test(line))
    }),
    { numRuns: 150, seed: 5 },
  )
  t.pass()
})

/** Throws what is no word on the file. */
function problemsOf(text: string, fileName: string): readonly string[] {
  try {
    parseTiers(text, fileName)
    return []
  } catch (error) {
    if (error instanceof PlatformError) return error.errors.map(({ message }) => message)
    throw error
  }
}
