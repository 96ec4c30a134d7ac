import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Billing, Offer } from '@parlor/plugin-kit'
import { Command } from 'commander'
import test, { type ExecutionContext } from 'ava'
import { openDatabase } from '../database/database.ts'
import { newId } from '../database/id.ts'
import { acceptTiers } from '../entitlement/tiers-versions.ts'
import { migratedDatabase, pluginOf, stopPostgres, testTiers } from '../test-platform.ts'
import type { Deployment } from './deployment.ts'
import { addGrantCommands } from './grant-command.ts'
import { tiersStanding } from './tiers-standing.ts'
import { addTiersCommands } from './tiers-command.ts'

test.after.always(stopPostgres)

/** The operator's commands on a database of their own, with a billing plugin that remembers what it was told. */
async function operating(t: ExecutionContext, billing: Partial<Billing>, text = testTiers) {
  const databaseUrl = await migratedDatabase()
  const database = openDatabase(databaseUrl)
  t.teardown(async () => await database.close())
  const folder = await mkdtemp(join(tmpdir(), 'parlor-command-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  const deployment = {
    plugins: [pluginOf('shop', { billing: billing as Billing })],
    settings: { tiers: { text, fileName: 'tiers.yaml' } },
    ground: async () => ({ databaseUrl, about: 'a test', stop: async () => {} }),
  } as unknown as Deployment // the commands look at nothing else of it
  const asked: string[] = []
  const run = async (args: readonly string[], answer = false) => {
    const lines: string[] = []
    const print = (line: string) => void lines.push(line)
    const program = new Command('parlor').exitOverride().configureOutput({ writeErr: print })
    const context = { deployment: async () => deployment, print, printError: print, fail: () => {} }
    const ask = async (words: string) => {
      asked.push(words)
      return answer
    }
    addTiersCommands(program, context, { ask })
    addGrantCommands(program, context)
    await program.parseAsync(args, { from: 'user' })
    return lines.join('\n')
  }
  const file = async (content: string) => {
    const path = join(folder, 'other.yaml')
    await writeFile(path, content)
    return path
  }
  const audited = async () => await database.knex('audit_event').orderBy('id').pluck<string[]>('type')
  return { run, file, asked, database, deployment, audited }
}

/** Grants are rows of a map; the ref is the account. */
function granter() {
  const rows = new Map<string, { price: string; until: Date }>()
  const billing: Partial<Billing> = {
    async grant({ account, price, until }) {
      rows.set(account, { price, until })
      return { ref: account }
    },
    async fetch(ref) {
      const row = rows.get(ref)
      const status = row !== undefined && row.until > new Date() ? 'active' : 'ended'
      return row && { ref, account: ref, ...row, status, from: new Date(), ends: true }
    },
  }
  return billing
}

test('apply shows its plan, does it after a yes alone, and has nothing to do the second time', async (t) => {
  const sold = new Map<string, Offer>()
  const sell: Billing['sell'] = async (offers, { isDry }) =>
    offers.map((offer) => {
      const isDone = sold.has(offer.price)
      if (!isDry) sold.set(offer.price, offer)
      return { price: offer.price, isDone, words: `a price ${offer.price} of ${offer.amount.micros}` }
    })
  const { run, asked, audited } = await operating(t, { sell })

  t.is(
    await run(['tiers', 'apply', '--dry-run']),
    'to do   a price companion of 14990000\nA dry run: nothing was changed at shop',
  )
  t.regex(await run(['tiers', 'apply']), /Nothing was changed$/)
  t.deepEqual([asked, sold.size, await audited()], [['Do this at shop?'], 0, []])

  t.regex(await run(['tiers', 'apply'], true), /to do {3}a price .*\ndone {4}a price/)
  t.like(sold.get('companion'), { amount: { micros: 14_990_000, currency: 'USD' }, interval: 'month' })
  t.regex(
    await run(['tiers', 'apply', '--yes']),
    /^stands {2}a price .*\nshop sells what stands in tiers\.yaml$/,
  )
  t.deepEqual([asked.length, await audited()], [2, ['tiers-applied']])
})

test('a billing plugin that sells what the file says needs no apply', async (t) => {
  const { run } = await operating(t, {})

  t.is(await run(['tiers', 'apply']), 'Nothing to apply: shop sells what stands in tiers.yaml as it is')
})

test('check knows the features of tools; diff counts the subscribers that there are', async (t) => {
  const { run, file, database } = await operating(t, {})
  await acceptTiers(database, testTiers, { mayReturn: () => false })
  const until = new Date(Date.now() + 60_000)
  const row = {
    price: 'companion',
    until,
    ends: false,
    plugin: 'shop',
    fetched_at: new Date(),
    check_at: until,
  }
  for (const change of [
    { status: 'active' },
    { status: 'past-due' },
    { status: 'ended' },
    { status: 'active', frozen: 'disputed' },
  ])
    await database
      .knex('entitlement')
      .insert({ account_id: newId(), subscription: newId(), ...row, ...change })

  t.is(await run(['tiers', 'check']), 'tiers.yaml is valid: companion (14.99 USD a month)')
  await t.throwsAsync(
    async () => await run(['tiers', 'check', await file(testTiers.replace('photos:', 'songs:'))]),
    {
      message:
        /other\.yaml:8:\d+ tiers\.0\.features\.songs: is not known here: no tool of a plugin asks for it/,
    },
  )
  await t.throwsAsync(async () => await run(['tiers', 'check', '/no/such.yaml']), {
    message: '/no/such.yaml cannot be read',
  })
  t.is(await run(['tiers', 'diff']), 'tiers.yaml says what is in force')
  t.is(
    await run(['tiers', 'diff', await file(testTiers.replace('limit: 5', 'limit: 2'))]),
    '2 subscribers of companion lose 3 photos a month (5 → 2)',
  )
})

test('somebody is granted a tier for a time, and it is taken away, on record each time', async (t) => {
  const { run, database, audited } = await operating(t, granter())
  const account = newId()
  await database.knex('users').insert({ id: account, name: 'Alex', email: 'alex@example.com' })
  const open = async () => await database.knex('entitlement').first('price', 'status', 'until')

  t.regex(
    await run(['grant', 'Alex@example.com', 'companion', '--until', '2027-02-28']),
    /has Companion until 2027-03-01 00:00 UTC/,
  )
  t.deepEqual(await open(), { price: 'companion', status: 'active', until: new Date('2027-03-01T00:00:00Z') })
  t.regex(
    await run(['grant', 'list']),
    /^account +tier +from +until\nalex@example\.com +companion .*2027-03-01 00:00$/,
  )
  t.is(await run(['grant', 'alex@example.com', '--revoke']), 'alex@example.com has nothing granted any more')
  t.like(await open(), { status: 'ended' })
  t.regex(await run(['grant', 'list']), /\(ended\)$/)
  t.deepEqual(
    (await audited()).filter((type) => type !== 'subscription-changed'),
    ['account-created', 'tier-granted', 'grant-revoked'],
  )
  await t.throwsAsync(async () => await run(['grant', 'alex@example.com', '--revoke']), {
    message: /Nothing is granted/,
  })
})

test('a grant that makes no sense changes nothing, and says why', async (t) => {
  const { run, database, audited } = await operating(t, granter())
  const account = newId()
  await database.knex('users').insert({ id: account, name: 'Alex', email: 'alex@example.com' })
  const refused = async (words: string, message: RegExp) =>
    await t.throwsAsync(async () => await run(['grant', ...words.split(' ')]), { message }, words)

  await refused('alex@example.com', /Say which tier/)
  await refused('alex@example.com companion', /either --until or --for/)
  await refused('alex@example.com companion --for 3d --until 2027-01-01', /either --until or --for/)
  await refused('alex@example.com plus --for 3d', /There is no tier plus\. There are companion\./)
  await refused('bea@example.com companion --for 3d', /Nobody signed up as bea@example\.com/)
  for (const span of ['3', '0d', '3m', '-3d', '1e3d'])
    await refused(`alex@example.com companion --for=${span}`, /12h, 30d or 4w/)
  for (const day of ['tomorrow', '2027-02-30', '2027-13-01', '2027-01-01T10:00', '01.02.2027'])
    await refused(`alex@example.com companion --until ${day}`, /must be a date such as/)
  await refused('alex@example.com companion --until 2020-01-01', /2020-01-02 00:00 UTC has passed/)
  await refused('alex@example.com companion --until 2226-01-01', /more than ten years away/)
  t.deepEqual(await audited(), ['account-created'])
})

test('doctor tells a broken file, which version is in force, and what is not sold', async (t) => {
  const checkout = async () => ({ url: '' })
  const { database, deployment } = await operating(t, { checkout, prices: async () => [] })
  await acceptTiers(database, testTiers, { mayReturn: () => false })
  const withText = (text: string) => ({
    ...deployment,
    settings: { ...deployment.settings, tiers: { text, fileName: 'tiers.yaml' } },
  })

  const unsold = await tiersStanding(deployment)
  t.regex(
    unsold.lines.join('\n'),
    /^tiers: version 1 since .*; tiers\.yaml is in force\ncompanion cannot be bought: .*run parlor tiers apply$/,
  )
  const broken = await tiersStanding(withText('tiers: []'))
  t.regex(
    broken.lines.join('\n'),
    /tiers\.yaml:1:8 .*\ntiers: version 1 since .*; tiers\.yaml is passed over$/,
  )
  t.false(unsold.isRight || broken.isRight)
  const other = await tiersStanding(withText(testTiers.replace('limit: 5', 'limit: 6')))
  t.regex(other.lines.join('\n'), /says something else: parlor tiers diff tells what/)
})
