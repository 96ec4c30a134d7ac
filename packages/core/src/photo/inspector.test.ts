import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import sharp from 'sharp'
import { PlatformError } from '../platform-error.ts'
import { contentCredentials } from './credentials.ts'
import { issueDevelopmentChain } from './development-chain.ts'
import { createInspector } from './inspector.ts'

const credentials = await contentCredentials(await issueDevelopmentChain(new Date()))
const claim = { title: 'AI photo', softwareAgent: { name: 'a-model' } }
const picture = sharp({ create: { width: 48, height: 60, channels: 3, background: '#a08070' } })
const formats = ['jpeg', 'png', 'webp', 'avif'] as const
const signed = await Promise.all(
  formats.map(async (format) =>
    credentials.sign(await picture.clone().toFormat(format).toBuffer(), `image/${format}`, claim),
  ),
)
const [jpeg, png, webp, avif] = signed as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
const { signal } = new AbortController()

function inspecting(t: ExecutionContext, deadlineMs?: number) {
  const errors: unknown[] = []
  const report = (error: unknown) => void errors.push(error)
  const inspector = createInspector(credentials, { report, ...(deadlineMs !== undefined && { deadlineMs }) })
  t.teardown(async () => await inspector.close())
  const verdict = async (bytes: Uint8Array) => {
    try {
      return (await inspector.inspect(bytes, { signal })).verdict
    } catch (error) {
      return error instanceof PlatformError ? error.code : String(error)
    }
  }
  return { inspector, verdict, errors }
}

test('each format that we sign or know is read', async (t) => {
  const { verdict } = inspecting(t)

  for (const bytes of signed) t.is(await verdict(bytes), 'ours')
  t.is(await verdict(await picture.clone().gif().toBuffer()), 'validation')
})

test('however a signed file is mutated, it is ours only with the same pixels and the same words', async (t) => {
  const { inspector, errors } = inspecting(t)
  const told = async (bytes: Uint8Array) => {
    try {
      return await inspector.inspect(bytes, { signal })
    } catch (error) {
      if (error instanceof PlatformError && error.code === 'validation') return undefined
      throw error
    }
  }
  const originals = new Map(
    await Promise.all(
      signed.map(
        async (bytes) =>
          [bytes, { pixels: await pixelsOf(bytes), credentials: (await told(bytes))?.credentials }] as const,
      ),
    ),
  )
  const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 24 })
  const mutation = fc.oneof(
    fc.record({ kind: fc.constant('cut'), place }),
    fc.record({ kind: fc.constantFrom('write', 'insert'), place, bytes }),
    fc.record({ kind: fc.constantFrom('double', 'drop'), place, length: fc.integer({ min: 1, max: 4000 }) }),
  )

  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...signed),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      async (file, steps) => {
        const changed = steps.reduce(mutated, file)
        const inspection = await told(changed)
        if (inspection?.verdict !== 'ours') return
        const before = originals.get(file)
        t.deepEqual(inspection.credentials, before?.credentials ?? null)
        t.deepEqual(await pixelsOf(changed), before?.pixels)
      },
    ),
    { numRuns: 250, seed: 9 },
  )
  t.deepEqual(errors, [])
})

type Mutation = { kind: string; place: number; bytes?: Uint8Array; length?: number }

function mutated(
  file: Uint8Array,
  { kind, place, bytes = new Uint8Array(), length = 0 }: Mutation,
): Uint8Array {
  const at = Math.floor(place * file.length)
  const [before, after] = [file.subarray(0, at), file.subarray(at)]
  if (kind === 'cut') return before
  if (kind === 'write') return Buffer.concat([before, bytes, after.subarray(bytes.length)])
  if (kind === 'insert') return Buffer.concat([before, bytes, after])
  if (kind === 'double') return Buffer.concat([before, after.subarray(0, length), after])
  return Buffer.concat([before, after.subarray(length)])
}

async function pixelsOf(bytes: Uint8Array): Promise<Buffer> {
  return await sharp(bytes).raw().toBuffer()
}

test('files that are made to be long, deep or lying get an answer', async (t) => {
  const { verdict, errors } = inspecting(t)
  const segment = Buffer.concat([
    Buffer.from([0xff, 0xe1]),
    Buffer.from([0x61, 0xa8]),
    Buffer.alloc(0x61a8 - 2),
  ])
  const many = Buffer.concat([jpeg.subarray(0, 2), ...Array<Buffer>(1000).fill(segment), jpeg.subarray(2)])
  const bombs: Record<string, Uint8Array> = {
    'a thousand segments': many,
    'one long marker': Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(24e6, 0xff)]),
    'chunks of nothing': Buffer.concat([webp.subarray(0, 12), Buffer.alloc(8e6).fill('JUNK\0\0\0\0')]),
    'a length that lies': webp.with(4, 255).with(5, 255).with(6, 255),
    'boxes in boxes in a PNG': withManifest(nested(20_000)),
    'boxes in boxes in an AVIF': Buffer.concat([avif.subarray(0, 32), nested(100_000, 'moov')]),
  }

  for (const [name, bytes] of Object.entries(bombs)) t.not(await verdict(bytes), 'ours', name)
  t.is(await verdict(jpeg), 'ours')
  t.deepEqual(errors, [])
})

/** Superboxes, each of which holds the next and, in a JUMBF, says what it is. */
function nested(depth: number, type = 'jumb'): Buffer {
  const what = Buffer.from('6332706100110010800000aa00389b71036332706100', 'hex')
  const described = Buffer.concat([Buffer.from([0, 0, 0, 8 + what.length]), Buffer.from('jumd'), what])
  const inner = type === 'jumb' ? described : Buffer.alloc(0)
  const size = 8 + inner.length
  const all = Buffer.alloc(size * depth)
  for (let level = 0; level < depth; level++) {
    all.writeUInt32BE(size * (depth - level), size * level)
    all.write(type, size * level + 4)
    inner.copy(all, size * level + 8)
  }
  return all
}

/** The picture without its own manifest, and with this one. */
function withManifest(manifest: Buffer): Uint8Array {
  const bytes = Buffer.from(png)
  const at = bytes.indexOf('caBX') - 4
  const rest = bytes.subarray(at + 12 + bytes.readUInt32BE(at))
  const chunk = Buffer.alloc(12 + manifest.length)
  chunk.writeUInt32BE(manifest.length, 0)
  chunk.write('caBX', 4)
  manifest.copy(chunk, 8)
  return Buffer.concat([bytes.subarray(0, at), chunk, rest])
}

test('a file that wants a gigabyte of memory is refused, and the next one is read', async (t) => {
  // Its memory ends it, and on a busy machine its time must not be up before.
  const { verdict, errors } = inspecting(t, 60_000)
  const greedy = Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.alloc(24e6).fill(Buffer.from([0xff, 0xe2, 0, 2])),
    jpeg.subarray(2),
  ])

  t.is(await verdict(greedy), 'validation')
  t.is(await verdict(jpeg), 'ours')
  t.deepEqual(errors, [])
})

test('a file that is never done is left at the deadline, and who waited behind it is served', async (t) => {
  const { inspector, verdict } = inspecting(t, 4000)
  const endless = Buffer.concat([avif, Buffer.alloc(3_200_000).fill('\0\0\0\bfree')])
  let givenUp = 0
  const onTooLong = () => void givenUp++

  const stuck = t.throwsAsync(inspector.inspect(endless, { signal, onTooLong }), {
    instanceOf: PlatformError,
  })
  const behind = Promise.all([verdict(jpeg), verdict(webp)])

  t.is((await stuck).code, 'unavailable')
  t.is(givenUp, 1)
  t.deepEqual(await behind, ['ours', 'ours'])
})

test('seventeen may ask at once, and who has left is not read for', async (t) => {
  const { inspector, verdict } = inspecting(t)
  const asked = Array.from({ length: 20 }, async () => await verdict(webp))
  const codes = await Promise.all(asked)
  const leaving = new AbortController()
  const first = inspector.inspect(jpeg, { signal })
  const left = inspector.inspect(jpeg, { signal: leaving.signal })
  leaving.abort(new Error('left'))

  t.deepEqual(
    [codes.filter((code) => code === 'ours').length, codes.filter((code) => code === 'unavailable').length],
    [17, 3],
  )
  await t.throwsAsync(left, { message: 'left' })
  t.is((await first).verdict, 'ours')
})
