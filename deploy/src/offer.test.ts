import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { personAt } from './person.ts'
import { dataFolder, runParlor, startParlor } from './running-parlor.ts'

const reference = new URL('../tiers.yaml', import.meta.url)

/** One start for all of it: a running deployment whose operator edits a file and grants a tier. */
test('a running Parlor follows its tiers, passes a broken file over, and heeds a grant', async (t) => {
  const PARLOR_DATA = await dataFolder(t)
  const file = join(PARLOR_DATA, 'tiers.yaml')
  const text = await readFile(reference, 'utf8')
  await writeFile(file, text)
  const env = { PARLOR_DATA, PARLOR_TIERS: file }
  const parlor = await startParlor(t, env)
  const person = personAt(parlor.url)
  const offer = async (isSo: (body: any) => boolean) => await person.until('/v1/tiers', isSo) // eslint-disable-line typescript/no-explicit-any

  await offer(({ tiers }) => tiers[0].price.amount === 1499)
  await writeFile(file, text.replace("'14.99'", "'12.50'"))
  await offer(({ tiers }) => tiers[0].price.amount === 1250)

  await writeFile(file, text.replace('interval: month', 'interval: monthly'))
  const doctor = await runParlor(['doctor'], env)
  t.is(doctor.code, 1)
  t.regex(doctor.output, /tiers\.yaml:18:\d+ tiers\.0\.price\.interval: .*did you mean month\?/)
  t.regex(doctor.output, /tiers: version 2 since .* is passed over/)
  await until(() => /did you mean month\?.*version 2 stays in force/s.test(parlor.output()))
  await offer(({ tiers }) => tiers[0].price.amount === 1250)

  await person.call('POST', '/v1/auth/sign-up/email', {
    email: 'alex@example.com',
    password: 'correct horse',
    name: 'Alex',
  })
  const granted = await runParlor(['grant', 'alex@example.com', 'companion', '--for', '30d'], env)
  t.is(granted.code, 0, granted.output)
  const me = await person.call('GET', '/v1/me')
  t.like(me.subscription, { tier: { id: 'companion', name: 'Companion' }, status: 'active', ends: true })
})

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 50))
}
