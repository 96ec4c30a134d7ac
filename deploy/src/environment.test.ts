import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { environmentSchema, readEnvironment } from './environment.ts'

test('.env.example names every variable that is read, and no other', (t) => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
  const names = [...text.matchAll(/^([A-Z0-9_]+)=/gm)].map((match) => match[1] ?? '')

  t.deepEqual(names.toSorted(), Object.keys(environmentSchema.shape).toSorted())
})

test('an empty variable is one that is not set', (t) => {
  t.is(readEnvironment({ PORT: '', OPENAI_MODEL: '' }).PORT, 4000)
  t.is(readEnvironment({ OPENAI_MODEL: '' }).OPENAI_MODEL, undefined)
})

test('every wrong variable is told at once', (t) => {
  const error = t.throws(() =>
    readEnvironment({ PORT: 'high', PARLOR_SECRET: 'short', PUBLIC_URL: 'example.com' }),
  )

  t.regex(error.message, /PORT: must be a port/)
  t.regex(error.message, /PARLOR_SECRET: must have at least 32/)
  t.regex(error.message, /PUBLIC_URL: must be an http/)
})

test('a secret may come from a file, and a file that is not there is told', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-environment-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  const file = join(folder, 'secret')
  writeFileSync(file, `${'s'.repeat(32)}\n`)

  t.is(readEnvironment({ PARLOR_SECRET_FILE: file }).PARLOR_SECRET, 's'.repeat(32))
  const error = t.throws(() => readEnvironment({ PARLOR_SECRET_FILE: join(folder, 'other') }))
  t.regex(error.message, /PARLOR_SECRET_FILE: there is no file/)
})
