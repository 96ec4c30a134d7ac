import { mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Billing, ListedPrice } from '@parlor/plugin-kit'
import test, { type ExecutionContext } from 'ava'
import { openDatabase } from '../database/database.ts'
import { migratedDatabase, stopPostgres, testTiers } from '../test-platform.ts'
import { watchTiers } from './tiers-in-force.ts'

test.after.always(stopPostgres)

const photos = (limit: number) => testTiers.replace('limit: 5', `limit: ${limit}`)
const anHourAgo = new Date(Date.now() - 3_600_000)

/** A database, and processes on it, each with a file of its own. */
async function offering(t: ExecutionContext) {
  const database = openDatabase(await migratedDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'parlor-tiers-'))
  t.teardown(async () => {
    await database.close()
    await rm(folder, { recursive: true })
  })
  let files = 0
  const open = async (
    text: string,
    options: { mtime?: Date; billing?: Partial<Billing>; path?: string } = {},
  ) => {
    const path = options.path ?? join(folder, `tiers-${++files}.yaml`)
    if (options.path === undefined) await writeFile(path, text)
    if (options.mtime !== undefined) await utimes(path, options.mtime, options.mtime)
    const said: string[] = []
    const say = (line: unknown) => void said.push(String(line))
    const tiers = await watchTiers({
      database,
      file: { text, fileName: 'tiers.yaml', path },
      toolFeatures: [],
      billings: options.billing === undefined ? [] : [{ name: 'shop', billing: options.billing as Billing }],
      log: { info() {}, warn: say, error: say },
    })
    t.teardown(tiers.close)
    const limit = () => tiers.current.tiers[0]?.features.photos?.limit
    return { tiers, path, said, limit, write: async (to: string) => await writeFile(path, to) }
  }
  const versions = async () => await database.knex('tiers_file').orderBy('version').pluck<string[]>('content')
  const audited = async () =>
    await database.knex('audit_event').where({ type: 'tiers-changed' }).select('actor', 'data')
  return { database, folder, open, versions, audited }
}

const until = async (isSo: () => unknown) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}

test('a valid change is in force in every process, as one version that is audited', async (t) => {
  const { open, versions, audited } = await offering(t)
  const one = await open(photos(5))
  const other = await open(photos(5))

  await one.write(photos(6))
  await until(() => one.limit() === 6 && other.limit() === 6)
  await Promise.all([one.write(photos(7)), other.write(photos(7))])
  await until(() => one.limit() === 7 && other.limit() === 7)

  t.deepEqual(await versions(), [photos(5), photos(6), photos(7)])
  t.like(await audited(), { length: 3, 2: { actor: 'operator', data: { version: 3 } } })
  t.deepEqual([...one.said, ...other.said], [])
})

test('what is broken, half-written or gone is told each time with all its lines, and changes nothing', async (t) => {
  const { open, versions } = await offering(t)
  const { write, said, limit, path } = await open(photos(5))

  await write(photos(6).replace('name: Companion', 'nam: Companion').replace('USD', 'usd'))
  await until(() => said.length === 1)
  t.regex(
    said[0] ?? '',
    /tiers\.yaml:6:5 .*nam: .*name\?\n.*tiers\.yaml:7:\d+ .*currency[^]*version 1 stays in force/,
  )
  await write('')
  await until(() => said.length === 2)
  await rm(path)
  await until(() => said.length === 3)
  t.is(said[2], 'tiers.yaml is gone; version 1 stays in force')
  t.is(limit(), 5)
  t.deepEqual(await versions(), [photos(5)])

  await write(photos(6))
  await until(() => limit() === 6)
})

test('a file that is replaced, and a folder that a link changes under it, are seen', async (t) => {
  const { open, folder } = await offering(t)
  const map = async (name: string, text: string) => {
    // As Kubernetes updates a ConfigMap: another folder, and a link that is renamed over the old one.
    const data = await mkdtemp(join(folder, `${name}-`))
    await writeFile(join(data, 'tiers.yaml'), text)
    await symlink(data, join(folder, 'new'))
    await rename(join(folder, 'new'), join(folder, '..data'))
  }
  await map('first', photos(5))
  const { limit } = await open(photos(5), { path: join(folder, '..data', 'tiers.yaml') })
  const plain = await open(photos(5))

  await map('second', photos(6))
  await until(() => limit() === 6)
  await writeFile(join(folder, 'next'), photos(7))
  await rename(join(folder, 'next'), plain.path)
  await until(() => limit() === 7)
  t.pass()
})

test('an old process that starts again does not turn the offer back; a younger file does', async (t) => {
  const { open, versions } = await offering(t)
  await open(photos(5), { mtime: anHourAgo })
  const rolled = await open(photos(6), { mtime: anHourAgo })
  t.is(rolled.limit(), 6)

  const again = await open(photos(5), { mtime: anHourAgo })
  t.is(again.limit(), 6)
  t.regex(again.said.join(), /was in force before and is passed over: version 2 of .* is in force/)
  t.is((await versions()).length, 2)

  const back = await open(photos(5), { mtime: new Date(Date.now() + 60_000) })
  t.is(back.limit(), 5)
  await until(() => rolled.limit() === 5)
  t.is((await versions()).length, 3)
})

test('a broken file stops a first start, and later ones go on with what is in force', async (t) => {
  const { open } = await offering(t)
  await t.throwsAsync(async () => await open('tiers: []'), {
    message: /tiers\.yaml:1:8 tiers: must hold one/,
  })

  await open(photos(5))
  const later = await open('tiers: []')
  t.is(later.limit(), 5)
  t.regex(later.said.join(), /must hold one tier[^]*passed over: version 1 of .* stays in force/)
})

test('a version that this process does not understand leaves it with what it had', async (t) => {
  const { open, database } = await offering(t)
  const old = await open(photos(5))

  await database
    .knex('tiers_file')
    .insert({ content: photos(9).replace('chat: true', 'songs: 1'), sha256: 'x' })
  await until(() => old.said.length > 0)

  t.regex(old.said[0] ?? '', /version 2 of the tiers:.*songs[^]*where version 1 goes on/)
  t.is(old.limit(), 5)
})

test('what the provider does not sell so cannot be bought, until it does', async (t) => {
  const { open } = await offering(t)
  const usd = (micros: number) => ({ micros, currency: 'usd' })
  let listed: readonly ListedPrice[] = [
    { price: 'companion', amount: usd(9_990_000), interval: 'month' },
    { price: 'plus_yearly', amount: usd(120_000_000), interval: 'year' },
  ]
  const more = `${testTiers}
  - { id: plus, name: Plus, price: { lookupKey: plus_yearly }, features: { chat: true } }
  - { id: lost, name: Lost, price: { lookupKey: lost_yearly }, features: { chat: true } }
`
  const { tiers, said } = await open(more, { billing: { checkout: never, prices: async () => listed } })
  const problems = () => tiers.current.tiers.map(({ problem }) => problem)

  t.deepEqual(problems(), [
    'it costs 14.99 USD a month here and 9.99 USD a month at the payment provider; run parlor tiers apply',
    undefined,
    'there is no price lost_yearly at the payment provider; make it there',
  ])
  t.like(tiers.current.tiers[1]?.price, { amount: 12_000, currency: 'USD', interval: 'year' })
  t.regex(
    said[0] ?? '',
    /^Not everything is for sale:\n {2}companion cannot be bought[^]*lost cannot be bought/,
  )

  listed = [
    { price: 'companion', amount: usd(14_990_000), interval: 'month' },
    { price: 'plus_yearly', amount: usd(120_000_000), interval: 'year', problem: 'it is archived' },
  ]
  await tiers.learnPrices()
  t.like(problems(), { 0: undefined, 1: 'the price plus_yearly: it is archived; make it there' })
})

test('a provider that cannot be asked stops no start: what has a price in the file is sold', async (t) => {
  const { open } = await offering(t)
  const text = `${testTiers}  - { id: plus, name: Plus, price: { lookupKey: plus }, features: { chat: true } }\n`
  const prices = async () => await Promise.reject(new Error('no route'))
  const { tiers, said } = await open(text, { billing: { checkout: never, prices } })

  t.deepEqual(
    tiers.current.tiers.map(({ problem }) => problem),
    [undefined, 'what plus costs is not known yet'],
  )
  t.regex(said[0] ?? '', /^shop could not be asked for its prices: Error: no route/)
})

async function never(): Promise<never> {
  throw new Error('not asked here')
}
