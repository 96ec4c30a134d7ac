import { once } from 'node:events'
import { request, type ClientRequest, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import sharp from 'sharp'
import { contentCredentials } from './photo/credentials.ts'
import { developmentCertificate } from './photo/development-certificate.ts'
import { finishPicture } from './photo/finish-picture.ts'
import type { Inspection } from './photo/inspection.ts'
import { readByC2paTs, readByToolkit, withFlippedPixel } from './photo/provenance-for-test.ts'
import { stopPostgres, testPlatform } from './test-platform.ts'

test.after.always(stopPostgres)

/** A platform, and what its own development certificate signs. */
async function verifying(t: ExecutionContext) {
  const platform = await testPlatform(t, {}, { withWorker: false })
  const credentials = await contentCredentials(
    await developmentCertificate(join(platform.dataFolder, 'c2pa')),
  )
  const ask = async (bytes: Uint8Array, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${platform.url}/v1/provenance/verify`, {
      method: 'POST',
      body: Uint8Array.from(bytes),
      headers: { 'content-type': 'image/jpeg', ...headers },
    })
    return { status: answer.status, body: (await answer.json()) as Inspection }
  }
  return { ...platform, credentials, ask, ours: await signed(credentials) }
}

async function signed(credentials: Awaited<ReturnType<typeof contentCredentials>>) {
  const original = await sharp({ create: { width: 64, height: 80, channels: 3, background: '#8ac' } })
    .png()
    .toBuffer()
  const claim = { title: 'AI photo', softwareAgent: { name: 'plain-painter' }, createdAt: new Date(0) }
  const { image: jpeg, imageWebp: webp } = await finishPicture(original, { credentials, claim })
  return { jpeg, webp }
}

test('our own picture is told as ours, with what its credentials say, by us and by another reader', async (t) => {
  const { ask, ours, credentials } = await verifying(t)

  const { status, body } = await ask(ours.jpeg.bytes)

  t.is(status, 200)
  t.like(body, { verdict: 'ours', mime: 'image/jpeg', sizeBytes: ours.jpeg.bytes.length, findings: [] })
  t.like(body.credentials, { title: 'AI photo', model: 'plain-painter', isAiMade: true, mayTrain: false })
  t.regex(body.credentials?.signedBy ?? '', /development/)
  t.is(body.credentials?.steps[0]?.words, 'Made by an AI model')
  t.true(body.credentials?.steps.some(({ words }) => /visible/.test(words)))
  t.true((await readByC2paTs(ours.jpeg.bytes)).isValid)
  const byToolkit = await readByToolkit(ours.jpeg.bytes, 'image/jpeg', credentials.anchorPem)
  t.deepEqual(byToolkit.failures, [])
  t.true(byToolkit.successes.includes('signingCredential.trusted'))
  t.is((await ask(ours.webp.bytes)).body.verdict, 'ours')
})

test('what was changed, pasted, taken off or signed by others is told apart, as other readers tell it', async (t) => {
  const { ask, ours, credentials } = await verifying(t)
  const { bytes } = ours.jpeg
  const flippedAt = (words: string) => {
    const place = Buffer.from(bytes).indexOf(words)
    return bytes.map((byte, at) => (at === place ? byte ^ 1 : byte))
  }
  const bare = await sharp(bytes).jpeg().toBuffer()
  const pasted = Buffer.concat([bare.subarray(0, 2), manifestOf(bytes), bare.subarray(2)])
  // The tampering table: what was done, our verdict, and the finding on which all readers agree.
  const table = [
    [withFlippedPixel(bytes, 'image/jpeg'), 'changed', 'assertion.dataHash.mismatch'],
    [Buffer.concat([bytes, Buffer.alloc(99)]), 'changed', 'assertion.dataHash.mismatch'],
    [flippedAt('plain-painter'), 'changed', 'assertion.hashedURI.mismatch'],
    [flippedAt('AI photo'), 'broken', 'claimSignature.mismatch'],
    [pasted, 'changed', 'assertion.dataHash.mismatch'],
  ] as const

  for (const [changed, verdict, code] of table) {
    const { body } = await ask(changed)
    t.is(body.verdict, verdict, code)
    t.deepEqual(
      body.findings.map((finding) => finding.code),
      [code],
    )
    const byToolkit = await readByToolkit(changed, 'image/jpeg', credentials.anchorPem)
    t.true(byToolkit.failures.includes(code), code)
    t.false((await readByC2paTs(changed)).isValid, code)
  }
  t.like((await ask(bare)).body, { verdict: 'none', findings: [], credentials: null })
})

test('a picture that is signed by somebody else is whole, and not ours', async (t) => {
  const { ask, dataFolder } = await verifying(t)
  const stranger = await contentCredentials(await developmentCertificate(join(dataFolder, 'stranger')))

  const { body } = await ask((await signed(stranger)).jpeg.bytes)

  t.is(body.verdict, 'others')
  t.is(body.credentials?.model, 'plain-painter')
})

/** The segments that hold the manifest: right behind the first two bytes of a JPEG of ours. */
function manifestOf(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes)
  let end = 2
  while (file.readUInt16BE(end) === 0xffeb) end += 2 + file.readUInt16BE(end + 2)
  return file.subarray(2, end)
}

test('what is no picture is refused, and a hostile one harms nobody', async (t) => {
  const { ask, ours, errors } = await verifying(t)
  const { bytes } = ours.jpeg

  for (const nothing of ['', '<svg xmlns="http://www.w3.org/2000/svg"/>', '{}'])
    t.is((await ask(Buffer.from(nothing))).status, 422)
  t.is((await ask(Buffer.concat([bytes, Buffer.alloc(25 * 1024 * 1024)]))).status, 413)
  // Cut and overwritten at many places: each answer is a verdict and none is `ours`.
  for (let at = 12; at < 4000; at += 173) {
    const broken =
      at % 2 === 0 ? bytes.subarray(0, at) : bytes.map((byte, i) => (i >= at && i < at + 8 ? 255 : byte))
    const { status, body } = await ask(broken)
    t.is(status, 200, String(at))
    t.not(body.verdict, 'ours', String(at))
    for (const { code } of body.findings) t.regex(code, /^[A-Za-z0-9.]+$/)
  }
  t.deepEqual(errors, [])
})

test('who asks too often waits, and nothing of a picture is read for it', async (t) => {
  const { ask } = await verifying(t)
  const picture = Buffer.from([0xff, 0xd8, 0xff])
  const statuses: number[] = []
  for (let i = 0; i < 32; i++) statuses.push((await ask(picture)).status)

  t.is(statuses.filter((status) => status === 429).length, 2)
  t.is(statuses.at(-1), 429)
})

test('who sends slowly has three places and no fourth, until one of them is done', async (t) => {
  const { ask, ours, url } = await verifying(t)
  const slow = await Promise.all(Array.from({ length: 3 }, async () => await beginSending(url)))
  t.teardown(() => slow.forEach((sending) => sending.destroy()))

  const refused = await fetch(`${url}/v1/provenance/verify`, { method: 'POST', body: 'a picture' })
  t.is(refused.status, 429)
  t.is(refused.headers.get('retry-after'), '2')

  slow[0]?.end(ours.jpeg.bytes)
  const [answer] = (await once(slow[0] as ClientRequest, 'response')) as [IncomingMessage]
  t.is(answer.statusCode, 200)
  await once(answer.resume(), 'end')
  t.is((await ask(ours.jpeg.bytes)).status, 200)
})

/** A request whose body is still to come; the server has begun to wait for it. */
async function beginSending(url: string): Promise<ClientRequest> {
  const headers = { expect: '100-continue', 'transfer-encoding': 'chunked' }
  const sending = request(`${url}/v1/provenance/verify`, { method: 'POST', headers, agent: false })
  sending.flushHeaders()
  await once(sending, 'continue')
  sending.on('error', () => {}) // it is destroyed in the end
  return sending
}
