import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import test from 'ava'
import { parse as parseYaml } from 'yaml'
import { parseTiers } from './parse-tiers.ts'
import { tiersFile, tiersJsonSchema } from './tiers-schema.ts'

const deploy = new URL('../../../../deploy/', import.meta.url)
const broken = new URL('../../test-data/broken-tiers/', import.meta.url)
const kept = JSON.parse(readFileSync(new URL('tiers.schema.json', deploy), 'utf8')) as object

test('the schema that editors read is up to date', (t) => {
  t.deepEqual(kept, tiersJsonSchema(), 'npm run parlor -- tiers schema > deploy/tiers.schema.json')
})

test('editors are led to it by the head of the reference deployment’s file', (t) => {
  const text = readFileSync(new URL('tiers.yaml', deploy), 'utf8')
  const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)$/m.exec(text) ?? []

  t.deepEqual(JSON.parse(readFileSync(new URL(path, deploy), 'utf8')), kept)
  t.notThrows(() => parseTiers(text))
})

test('an editor refuses what the shape refuses, and takes what it takes', (t) => {
  const isRight = new Ajv2020().compile(kept)
  const shape = tiersFile('any')
  const whole = `
graceDays: 0
everyone: { features: { paintAgain: { limit: 1, per: day } } }
tiers:
  - id: a
    name: A
    description: All that there is.
    price: { amount: "1", currency: USD, interval: year, lookupKey: a_yearly }
    features: { chat: true, photos: { limit: 1, per: period }, forecasts: { limit: 2, per: day } }
    trial: { days: 3 }
    order: -1
    visibility: hidden
    legacy: [old, price_1]
  - { id: b, name: B, price: { lookupKey: b }, features: {} }
`
  const texts = readdirSync(broken).flatMap((file) => {
    const text = readFileSync(new URL(file, broken), 'utf8')
    return isYaml(text) ? [{ file, text }] : []
  })

  for (const { file, text } of [{ file: 'whole', text: whole }, ...texts]) {
    const value = parse(text)
    t.is(isRight(value), shape.safeParse(value).success, file)
  }
  t.true(isRight(parse(whole)))
  t.true(texts.filter(({ text }) => !isRight(parse(text))).length > 25)
})

/** Without the warnings on the terminal. */
function parse(text: string): unknown {
  return parseYaml(text, { logLevel: 'error' })
}

function isYaml(text: string): boolean {
  try {
    parse(text)
    return true
  } catch {
    return false
  }
}
