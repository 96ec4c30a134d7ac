import test, { type ExecutionContext } from 'ava'
import { setSwitch } from '../safety/switches.ts'
import { migratedDatabase, stopPostgres } from '../test-platform.ts'
import { openMachine } from './machine-for-test.ts'
import { failuresToOpen } from './provider-state.ts'

test.after.always(stopPostgres)

async function machineOf(t: ExecutionContext) {
  const machine = await openMachine(await migratedDatabase())
  t.teardown(async () => await machine.close())
  const [first, second] = machine.providers
  const run = async (looks = 20) => {
    const { photo } = await machine.order()
    for (let look = 0; look < looks; look++) {
      await machine.takeOnce(photo)
      await machine.query(`update photo set due_at = now() where id = $1`, [photo])
    }
    const [{ state, code }] = await machine.query('select state, code from photo where id = $1', [photo])
    const attempts = await machine.query(
      'select key, provider, outcome from photo_attempt where photo_id = $1 order by no',
      [photo],
    )
    const told = attempts.map(({ key, provider, outcome }) => `${key.split('.')[1]} ${provider}: ${outcome}`)
    return { photo, end: code === null ? state : `${state}: ${code}`, told }
  }
  return { machine, first, second, run }
}

test('a provider that cannot be paid gives way to the next, and is left alone by the photos after', async (t) => {
  const { first, run } = await machineOf(t)
  first.plan.starts.push('quota')

  t.like(await run(), { end: 'ready', told: ['0 first: quota', '1 second: done'] })
  t.like(await run(), { end: 'ready', told: ['0 second: done'] })
  t.deepEqual(first.charges, [])
})

test('after four tries at one provider the next one has its own', async (t) => {
  const { first, run } = await machineOf(t)
  first.plan.starts.push('transient', 'transient', 'transient', 'transient')

  const { end, told } = await run()

  t.is(end, 'ready')
  t.deepEqual(
    told.slice(0, 4).map((line) => line.slice(2)),
    Array(4).fill('first: transient'),
  )
  t.deepEqual(told.slice(4), ['4 second: done'])
})

test('throttling is no try: the same key asks again when the provider wants to be asked', async (t) => {
  const { machine, first, run } = await machineOf(t)
  first.plan.starts.push('throttled')
  const waited = await run(1)
  t.deepEqual(waited, { photo: waited.photo, end: 'queued', told: ['0 first: throttled'] })

  await machine.pass(waited.photo)
  await machine.takeOnce(waited.photo)

  t.deepEqual(first.charges, [`${waited.photo}.0`])
})

test('a provider that fails again and again is asked by one photo alone, until it answers', async (t) => {
  const { machine, first, second, run } = await machineOf(t)
  first.plan.starts.push(...Array<'transient'>(failuresToOpen).fill('transient'))
  for (let photo = 0; photo < failuresToOpen; photo++) await run(1)
  t.like(await run(), { told: ['0 second: done'] })

  // Its time alone is over: of five that ask at once one is sent there.
  first.plan.starts.length = 0
  await machine.query(`update provider_state set away_until = now()`)
  const photos = await Promise.all([1, 2, 3, 4, 5].map(async () => await machine.order()))
  await Promise.all(photos.map(async ({ photo }) => await machine.takeOnce(photo)))
  t.is(first.charges.length, 1)
  t.is(second.charges.length, 1 + 4)
  for (let look = 0; look < 3; look++)
    for (const { photo } of photos) {
      await machine.query(`update photo set due_at = now() where id = $1`, [photo])
      await machine.takeOnce(photo)
    }

  t.like(await run(), { end: 'ready', told: ['0 first: done'] })
})

test('what is switched off takes no new photo from the same moment on, and finishes what it has', async (t) => {
  const { machine, first, run } = await machineOf(t)
  const begun = await machine.order()
  await machine.takeOnce(begun.photo)
  const turn = async (name: 'photos' | `provider:${string}`, isOff: boolean) =>
    await setSwitch(machine.context.database, { name, isOff, reason: 'a test', by: 'tester' })

  await turn('provider:first', true)
  t.like(await run(), { end: 'ready', told: ['0 second: done'] })
  await turn('provider:second', true)
  t.like(await run(), { end: 'failed: switched-off', told: [] })
  await turn('provider:first', false)
  t.like(await run(), { end: 'ready', told: ['0 first: done'] })
  await turn('photos', true)
  t.like(await run(), { end: 'failed: switched-off', told: [] })

  for (let look = 0; look < 3; look++) {
    await machine.pass(begun.photo)
    await machine.takeOnce(begun.photo)
  }
  t.deepEqual(await machine.query('select state from photo where id = $1', [begun.photo]), [
    { state: 'ready' },
  ])
  t.is(first.charges.length, 2)
  const audit = await machine.query(
    `select actor, type, data->>'by' as by from audit_event where type like 'switched%'`,
  )
  t.deepEqual(audit.length, 4)
  t.deepEqual(audit[0], { actor: 'operator', type: 'switched-off', by: 'tester' })
})
