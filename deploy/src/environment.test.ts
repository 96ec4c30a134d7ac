import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { environmentSchema, readEnvironment, unknownNames } from './environment.ts'

test('.env.example names every variable that is read, and no other', (t) => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
  const names = [...text.matchAll(/^([A-Z0-9_]+)=/gm)].map((match) => match[1] ?? '')

  t.deepEqual(names.toSorted(), Object.keys(environmentSchema.shape).toSorted())
})

test('an empty variable is one that is not set', (t) => {
  t.is(readEnvironment({ PORT: '', OPENAI_MODEL: '' }).PORT, 4000)
  t.is(readEnvironment({ OPENAI_MODEL: '' }).OPENAI_MODEL, undefined)
})

test('a file gives what the environment leaves out, and tells names that nobody reads', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-environment-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  const file = join(folder, '.env')
  writeFileSync(file, 'PORT=4001\nLOG_LEVEL=error\nLOG_LEVLE=debug\n')

  const environment = readEnvironment({ PORT: '', LOG_LEVEL: 'info' }, file)

  t.is(environment.PORT, 4001)
  t.is(environment.LOG_LEVEL, 'info')
  t.deepEqual(unknownNames(file), ['LOG_LEVLE'])
  t.is(readEnvironment({}, join(folder, 'none')).PORT, 4000)
  t.regex(t.throws(() => readEnvironment({}, folder)).message, /is a folder/)
})

test('every wrong variable is told at once', (t) => {
  const error = t.throws(() =>
    readEnvironment({
      PORT: '0',
      PARLOR_SECRET: 'short',
      PUBLIC_URL: 'example.com',
      NODE_ENV: 'prod',
      C2PA_KEY: '/nowhere.pem',
    }),
  )

  t.regex(error.message, /PORT: must be a port/)
  t.regex(error.message, /PARLOR_SECRET: must have at least 32/)
  t.regex(error.message, /PUBLIC_URL: must be an http/)
  t.regex(error.message, /NODE_ENV: must be development, test or production/)
  t.regex(error.message, /C2PA_KEY: there is no file \/nowhere\.pem/)
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
