import { X509Certificate } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { PlatformError } from '../platform-error.ts'
import { developmentCertificate } from './development-certificate.ts'
import { issueDevelopmentChain } from './development-chain.ts'

test('makes a chain at the first call and keeps it at the second', async (t) => {
  const { folder } = await testFolder(t)

  const { origin: first, ...made } = await developmentCertificate(folder)
  const { origin: second, ...kept } = await developmentCertificate(folder)

  t.deepEqual([first, second], ['made', 'kept'])
  t.deepEqual(kept, made)
  t.deepEqual((await readdir(folder)).sort(), ['anchor.pem', 'chain.pem', 'key.pem'])
  t.is(await readFile(join(folder, 'anchor.pem'), 'utf8'), made.anchorPem)
})

test('lets nobody else read the key', async (t) => {
  const { folder } = await testFolder(t)

  await developmentCertificate(folder)

  t.is((await stat(join(folder, 'key.pem'))).mode & 0o777, 0o600)
})

test('makes a leaf that every checker takes and that says it is for development', async (t) => {
  const { folder } = await testFolder(t)

  const { chainPem, anchorPem } = await developmentCertificate(folder)

  const [leaf, root] = [new X509Certificate(chainPem), new X509Certificate(anchorPem)]
  t.true(leaf.verify(root.publicKey) && leaf.checkIssued(root))
  t.deepEqual([leaf.ca, root.ca], [false, true])
  t.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.4', '1.3.6.1.4.1.62558.2.1'])
  t.regex(leaf.subject, /Parlor development \(not for production\)/)
  t.regex(root.subject, /Parlor development \(not for production\)/)
})

test('gives all who ask at once the same chain, and leaves no draft', async (t) => {
  const { folder, parent } = await testFolder(t)

  const all = await Promise.all([1, 2, 3].map(() => developmentCertificate(folder)))

  t.is(new Set(all.map(({ privateKeyPem }) => privateKeyPem)).size, 1)
  t.deepEqual(await readdir(parent), ['c2pa'])
})

test('renews its own expired chain and keeps the old one aside', async (t) => {
  const { folder, parent } = await testFolder(t)
  const old = await issueDevelopmentChain(new Date('2001-01-01'))
  await put(folder, old)

  const renewed = await developmentCertificate(folder)

  t.is(renewed.origin, 'renewed')
  t.not(renewed.chainPem, old.chainPem)
  const aside = (await readdir(parent)).find((name) => name.startsWith('c2pa.expired-')) ?? ''
  t.is(await readFile(join(parent, aside, 'key.pem'), 'utf8'), old.privateKeyPem)
})

test('refuses what is incomplete, unreadable or mixed up, naming the folder, and overwrites nothing', async (t) => {
  const chain = await issueDevelopmentChain(new Date())
  const other = await issueDevelopmentChain(new Date())
  const cases = [
    [{ chainPem: chain.chainPem, anchorPem: chain.anchorPem }, /is incomplete/],
    [{ ...chain, chainPem: 'not a certificate' }, /no certificate in PEM/],
    [{ ...chain, privateKeyPem: 'not a key' }, /private key cannot be read/],
    [{ ...chain, privateKeyPem: other.privateKeyPem }, /private key is not that of/],
    [{ ...chain, anchorPem: other.anchorPem }, /signed by nothing/],
  ] as const

  for (const [files, message] of cases) {
    const { folder } = await testFolder(t)
    await put(folder, files)

    const error = await t.throwsAsync(developmentCertificate(folder), { instanceOf: PlatformError, message })

    t.true(error.message.includes(folder))
    t.is(await readFile(join(folder, 'chain.pem'), 'utf8'), files.chainPem)
  }
})

test('changes no global while it loads its library', async (t) => {
  await issueDevelopmentChain(new Date())

  t.false('getMetadata' in Reflect)
})

async function testFolder(t: ExecutionContext) {
  const parent = await mkdtemp(join(tmpdir(), 'parlor-c2pa-'))
  t.teardown(() => rm(parent, { recursive: true, force: true }))
  return { parent, folder: join(parent, 'c2pa') }
}

type Pems = { anchorPem?: string; chainPem?: string; privateKeyPem?: string }

async function put(folder: string, { anchorPem, chainPem, privateKeyPem }: Pems): Promise<void> {
  await mkdir(folder)
  if (anchorPem !== undefined) await writeFile(join(folder, 'anchor.pem'), anchorPem)
  if (chainPem !== undefined) await writeFile(join(folder, 'chain.pem'), chainPem)
  if (privateKeyPem !== undefined) await writeFile(join(folder, 'key.pem'), privateKeyPem)
}
