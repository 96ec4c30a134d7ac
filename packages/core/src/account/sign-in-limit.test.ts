import test from 'ava'
import { PlatformError } from '../platform-error.ts'
import { createSignInLimit } from './sign-in-limit.ts'

const ada = { email: 'ada@example.org', address: '192.0.2.1' }
const wrong = async () => {
  throw new PlatformError('unauthenticated', 'wrong')
}

test('the eleventh try after ten failures is refused without being made', async (t) => {
  const { check, guard } = createSignInLimit()
  for (let failure = 0; failure < 10; failure++) {
    await t.notThrowsAsync(check(ada))
    await t.throwsAsync(guard(ada, wrong), { message: 'wrong' })
  }

  let wasMade = false
  const error = await t.throwsAsync(
    guard(ada, async () => {
      wasMade = true
    }),
  )

  t.like(error, { code: 'rate-limited' })
  t.false(wasMade)
  t.like(await t.throwsAsync(check(ada)), { code: 'rate-limited' })
})

test('another address of the same IPv6 network is the same guesser', async (t) => {
  const { check, guard } = createSignInLimit()
  const from = (host: number) => ({ email: ada.email, address: `2001:db8:1:1::${host}` })
  for (let failure = 0; failure < 10; failure++)
    await t.throwsAsync(guard(from(failure), wrong), { message: 'wrong' })

  t.like(await t.throwsAsync(check(from(99))), { code: 'rate-limited' })
})

test('parallel guesses do not pass beyond ten', async (t) => {
  const { guard } = createSignInLimit()
  let guesses = 0

  await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      guard(ada, async () => {
        guesses++
        await wrong()
      }),
    ),
  )

  t.is(guesses, 10)
})

test('a success forgets the failures before it', async (t) => {
  const { guard } = createSignInLimit()
  for (let failure = 0; failure < 9; failure++) await t.throwsAsync(guard(ada, wrong))
  t.is(await guard(ada, async () => 'in'), 'in')

  for (let failure = 0; failure < 10; failure++) await t.throwsAsync(guard(ada, wrong), { message: 'wrong' })
})

test('a failure that is not the person’s does not count', async (t) => {
  const { guard } = createSignInLimit()
  const broken = async () => {
    throw new Error('no database')
  }

  for (let failure = 0; failure < 40; failure++)
    await t.throwsAsync(guard(ada, broken), { message: 'no database' })
})

test('one address gets thirty failures over all e-mails', async (t) => {
  const { guard } = createSignInLimit()
  const somebody = (number: number) => ({ email: `${number}@example.org`, address: '192.0.2.1' })
  for (let failure = 0; failure < 30; failure++)
    await t.throwsAsync(guard(somebody(failure), wrong), { message: 'wrong' })

  t.like(await t.throwsAsync(guard(somebody(31), wrong)), { code: 'rate-limited' })
})
