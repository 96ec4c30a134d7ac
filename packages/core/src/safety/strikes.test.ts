import { startTestPostgres, type TestPostgres } from '@parlor/embedded-postgres/test'
import test, { type ExecutionContext } from 'ava'
import { openDatabase } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'
import { assertMayPaint, effectWords } from './painting-pause.ts'
import { consequenceOf, strikeKind, strikeSettings } from './strike-rules.ts'
import { liftStrikes, readPausedAccounts, readStrikes } from './strike-review.ts'
import { addStrike, type Offence } from './strikes.ts'

let postgres: TestPostgres
test.before(async () => {
  postgres = await startTestPostgres()
})
test.after.always(async () => await postgres.stop())

async function strikesOn(t: ExecutionContext) {
  const database = openDatabase(await postgres.createDatabase())
  t.teardown(database.close)
  await migrate(database)
  let number = 0
  const strike = async (offence: Partial<Offence> = {}) =>
    await database.knex.transaction(
      async (transaction) =>
        await addStrike(transaction, {
          account: 'a1',
          stage: 'description',
          categories: ['minor'],
          by: 'rules',
          words: `other words ${++number}`,
          ...offence,
        }),
    )
  const mayPaint = async (account = 'a1') => await assertMayPaint(database.knex, account)
  return { database, strike, mayPaint }
}

test('two mistakes stop nobody; a third one pauses, a fifth one warns, a sixth one locks until somebody has looked', async (t) => {
  const { database, strike, mayPaint } = await strikesOn(t)

  for (let n = 1; n <= 2; n++) {
    const mistake = await strike()
    t.deepEqual(mistake, { kind: 'minor', consequence: 'none', isLastBefore: false })
    t.is(effectWords(mistake), '')
    await mayPaint()
  }
  t.like(await strike(), { consequence: { minutes: 15 }, isLastBefore: false })
  const pause = await t.throwsAsync(mayPaint(), { code: 'cooling-down', message: /a break for 15 minutes/ })
  t.like(pause, { retryAfterSeconds: 900 })
  await strike()
  const fifth = await strike()
  t.deepEqual(fifth, { kind: 'minor', consequence: { minutes: 60 }, isLastBefore: true })
  t.regex(effectWords(fifth), /take a break now, for 60 minutes\. After another request like this/)
  t.like(await strike(), { consequence: 'lock' })
  await t.throwsAsync(mayPaint(), { code: 'forbidden', message: /until somebody has looked/ })

  await mayPaint('somebody-else')
  t.like(await readPausedAccounts(database, 10), [{ account: 'a1', until: 'locked' }])
})

test('the same words again are the same attempt, until the hour is over', async (t) => {
  const { database, strike } = await strikesOn(t)
  const words = 'Mina\nlooks  YOUNG'

  await strike({ words })
  t.like(await strike({ words: ' mina looks young ' }), { consequence: 'none', isLastBefore: false })
  t.is((await readStrikes(database, 'a1')).length, 1)
  await database.knex('strike').update({ created_at: database.knex.raw(`now() - interval '61 minutes'`) })
  await strike({ words })
  t.is((await readStrikes(database, 'a1')).length, 2)

  const audited = await database.knex('audit_event').orderBy('id').pluck('type')
  t.deepEqual(audited, ['strike-given', 'strike-repeated', 'strike-given'])
})

test('what a chat model worded or a picture showed pauses for longer and longer, and never locks', async (t) => {
  const { strike, mayPaint } = await strikesOn(t)
  const byModel = async (n: number) =>
    await strike({ stage: 'prompt', photo: `p${n}`, categories: ['minor'] })
  const minutes: unknown[] = []
  for (let n = 1; n <= 14; n++) {
    const { consequence } = await byModel(n)
    minutes.push(typeof consequence === 'string' ? consequence : consequence.minutes)
  }

  t.deepEqual(minutes, [
    'none', 'none', 'none', 'none', 15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440,
  ]) // prettier-ignore
  await t.throwsAsync(mayPaint(), { code: 'cooling-down', message: /24 hours/ })
})

test('strikes of long ago and strikes that were lifted count no more', async (t) => {
  const { database, strike, mayPaint } = await strikesOn(t)
  for (let n = 1; n <= 5; n++) await strike()
  await database.knex('strike').update({ created_at: database.knex.raw(`now() - interval '31 days'`) })
  t.like(await strike(), { consequence: 'none' })
  for (let n = 1; n <= 5; n++) await strike()
  await t.throwsAsync(mayPaint(), { code: 'forbidden' })

  const lifted = await liftStrikes(database, 'a1', { by: 'kim', reason: 'a misreading' })

  await mayPaint()
  t.is(lifted.length, 11)
  t.like(await strike(), { consequence: 'none' })
  await t.throwsAsync(liftStrikes(database, 'a2', { by: 'kim', reason: 'x' }), { code: 'not-found' })
  const [event] = await database.knex('audit_event').where({ type: 'strikes-lifted' })
  t.like(event, { actor: 'operator', account_id: 'a1', data: { by: 'kim', reason: 'a misreading' } })
})

test('ten at once are ten: none is counted as the same number as another', async (t) => {
  const { database, strike } = await strikesOn(t)

  const effects = await Promise.all(Array.from({ length: 10 }, async () => await strike()))

  t.is(effects.filter(({ consequence }) => consequence === 'lock').length, 5)
  const counts = await database.knex('audit_event').where({ type: 'strike-given' }).pluck('data')
  t.deepEqual(
    counts.map(({ count }: { count: number }) => count).toSorted((one, other) => one - other),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  )
})

test('the audit log has each strike with its reason, and no word of the person', async (t) => {
  const { database, strike } = await strikesOn(t)
  const judged = [
    { stage: 'avatar', by: 'm', action: 'block', categories: ['violence'], latencyMs: 3 },
  ] as const

  await strike({ words: 'secret words', categories: ['violence'], by: 'm', judged })

  const [event] = await database.knex('audit_event')
  t.like(event, {
    actor: 'plugin:m',
    type: 'strike-given',
    data: { kind: 'other', category: 'violence', stage: 'description', count: 1, judged },
  })
  t.notRegex(JSON.stringify(event), /secret/)
  t.like(await readStrikes(database, 'a1'), [{ reason: 'm: violence', until: null, lifted: null }])
})

test('a refusal rolls back with the transaction that it is part of', async (t) => {
  const { database } = await strikesOn(t)
  const failing = database.knex.transaction(async (transaction) => {
    const offence = { account: 'a1', stage: 'image', categories: [], by: 'm' } as const
    await addStrike(transaction, { ...offence, photo: 'p1' })
    throw new Error('later')
  })

  await t.throwsAsync(failing, { message: 'later' })
  t.deepEqual(await readStrikes(database, 'a1'), [])
})

test('the gravest category counts, wherever it stands, and only words that were told beside their field can lock', (t) => {
  const kind = (...categories: string[]) => strikeKind('description', categories)

  t.deepEqual(kind('violence', 'real-person', 'sexual/minors'), { kind: 'minor', category: 'sexual/minors' })
  t.deepEqual(kind('violence', 'real-person'), { kind: 'realPerson', category: 'real-person' })
  t.deepEqual(kind('minority-report'), { kind: 'other', category: 'minority-report' })
  t.deepEqual(kind(), { kind: 'other', category: 'unnamed' })
  t.is(strikeKind('change', ['minor']).kind, 'minor')
  for (const stage of ['prompt', 'image', 'provider'] as const)
    t.deepEqual(strikeKind(stage, ['sexual', 'minor']), { kind: 'indirect', category: 'minor' })
})

test('a lock may be switched off, and no pause is longer than a day', (t) => {
  const mild = strikeSettings.parse({ minor: { pauseAfter: 1, pauseMinutes: 5, lockAfter: 0 } })
  t.deepEqual(consequenceOf(mild, 'minor', 900), { minutes: 1440 })
  t.deepEqual(consequenceOf(mild, 'minor', 1), { minutes: 5 })
})
