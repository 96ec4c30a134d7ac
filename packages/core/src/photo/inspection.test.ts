import test from 'ava'
import sharp from 'sharp'
import { contentCredentials, type CredentialsReport } from './credentials.ts'
import { issueDevelopmentChain } from './development-chain.ts'
import { inspectionOf } from './inspection.ts'

const file = { mime: 'image/jpeg', sizeBytes: 1 }
const trusted: CredentialsReport = {
  state: 'trusted',
  issues: [],
  isTrustedSignature: true,
  manifest: { signature_info: { issuer: 'A shop', common_name: 'Pictures of a shop' } },
}

test('ours is what bears our name, not all that the same authority vouches for', (t) => {
  t.is(inspectionOf(trusted, file, 'A shop').verdict, 'ours')
  t.is(inspectionOf(trusted, file, 'Another shop').verdict, 'others')
  const damaged: CredentialsReport = { ...trusted, state: 'invalid', issues: ['assertion.dataHash.mismatch'] }
  t.is(inspectionOf(damaged, file, 'A shop').verdict, 'changed')
  t.is(inspectionOf(damaged, file, 'Another shop').verdict, 'broken')
})

test.serial('a picture whose certificate has run out is told as old, and not as tampered with', async (t) => {
  const credentials = await contentCredentials(await issueDevelopmentChain(new Date()))
  const jpeg = await sharp({ create: { width: 40, height: 50, channels: 3, background: '#8ac' } })
    .jpeg()
    .toBuffer()
  const signed = await credentials.sign(jpeg, file.mime, { title: 'a', softwareAgent: { name: 'b' } })
  const { now } = Date
  t.teardown(() => (Date.now = now))

  Date.now = () => now() + 11 * 366 * 24 * 60 * 60 * 1000
  const old = inspectionOf(await credentials.read(signed, file.mime), file, credentials.signedBy)
  const changed = await credentials.read(signed.with(-20, (signed.at(-20) ?? 0) ^ 1), file.mime)

  t.is(old.verdict, 'expired')
  t.true(old.findings.some(({ words }) => /has expired since/.test(words)))
  t.is(inspectionOf(changed, file, credentials.signedBy).verdict, 'broken')
})

test('what a stranger wrote is cut to a line, and what is not as it should be is left out', (t) => {
  const manifest = {
    title: `a\u202E${'b'.repeat(5000)}`,
    claim_generator_info: 'no list',
    assertions: [
      {
        label: 'c2pa.actions.v2',
        data: { actions: [{ action: 'c2pa.created', softwareAgent: { name: 7 } }] },
      },
      { label: 'cawg.training-mining', data: { entries: 1 } },
    ],
    signature_info: { issuer: { a: 1 }, common_name: '\n\u0000<b>' },
  }

  const { credentials } = inspectionOf({ ...trusted, state: 'valid', manifest }, file, '')

  t.is(credentials?.title?.length, 200)
  t.notRegex(credentials?.title ?? '', /\u202E/)
  t.like(credentials, { generator: null, model: null, signedBy: '<b>', mayTrain: null })
  t.is(inspectionOf({ ...trusted, state: 'valid', manifest: 'text' }, file, '').credentials, null)
})
