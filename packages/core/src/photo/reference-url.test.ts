import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageRequest } from '@parlor/plugin-kit'
import test, { type ExecutionContext } from 'ava'
import sharp from 'sharp'
import { chatting, plainPainter, stopPostgres } from '../test-platform.ts'
import { dataUrl, keptDataUrl } from './reference-url.ts'

test.after.always(stopPostgres)

/** Someone with an accepted look; `ask` says how a photo that they ask for ended. */
async function someone(t: ExecutionContext) {
  const painter = plainPainter()
  const requests: ImageRequest[] = []
  const start: typeof painter.start = async (request, call) => {
    requests.push(request)
    return await painter.start(request, call)
  }
  const chat = await chatting(t, { imageProvider: { ...painter, start } })
  const [look] = await chat.query(`select * from photo where kind = 'reference'`)
  let photos = 0
  const ask = async () => {
    photos++
    await chat.say('A photo please')
    const isEnd = ({ type }: { type: string }) => type === 'photo-ready' || type === 'photo-failed'
    const isOver = (body: { events: { type: string }[] }) => body.events.filter(isEnd).length === photos
    const { events } = await chat.client.until(`${chat.path}/events?limit=200`, isOver)
    return events.findLast(isEnd)
  }
  const file = join(chat.dataFolder, 'storage', look.original)
  return { ...chat, look, ask, file, requests }
}

test('a chat photo knows by hash the look that it is made from, in its row and in the audit log', async (t) => {
  const { query, look, ask, file } = await someone(t)
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')

  t.is((await ask()).type, 'photo-ready')

  t.is(look.original_sha256, sha256)
  t.deepEqual(await query(`select reference_photo, reference_sha256 from photo where kind = 'chat'`), [
    { reference_photo: look.id, reference_sha256: sha256 },
  ])
  const [event] = await query(
    `select data from audit_event where type = 'photo-requested' and data->>'kind' = 'chat'`,
  )
  t.like(event.data, { referencePhoto: look.id, referenceSha256: sha256 })
})

test('no photo is made from bytes that were put in the look’s place', async (t) => {
  const { ask, file, requests, errors } = await someone(t)
  const background = { r: 1, g: 2, b: 3 }
  const other = await sharp({ create: { width: 64, height: 80, channels: 3, background } })
    .png()
    .toBuffer()
  const asked = requests.length
  await writeFile(file, other)

  t.like(await ask(), { type: 'photo-failed', data: { code: 'bad-reference', counted: false } })

  t.is(requests.length, asked)
  t.regex(String(errors.at(-1)), /its bytes are not those that were accepted/)
})

for (const [what, change, fault] of [
  ['was taken back', `state = 'blocked'`, 'it is blocked'],
  ['is of another avatar', `avatar_id = 'other'`, 'it is of another avatar'],
  ['is no reference photo', `kind = 'chat'`, 'it is no reference photo'],
  ['has no recorded hash', 'original_sha256 = null', 'its recorded hash is not the one that was ordered'],
] as const) {
  test(`no photo is made from a look that ${what}`, async (t) => {
    const { query, look, ask, requests, errors } = await someone(t)
    const asked = requests.length
    await query(`update photo set ${change} where id = $1`, [look.id])

    t.like(await ask(), { type: 'photo-failed', data: { code: 'bad-reference' } })

    t.is(requests.length, asked)
    t.true(String(errors.at(-1)).endsWith(fault))
  })
}

test('a reference that goes out holds nothing of what a camera writes', async (t) => {
  const { query, look, file, ask, requests } = await someone(t)
  const camera = { IFD0: { Make: 'Camera', Model: 'One' }, IFD3: { GPSLatitude: '52/1 0/1 0/1' } }
  const photographed = await sharp(await readFile(file))
    .withExif(camera)
    .jpeg()
    .toBuffer()
  t.truthy((await sharp(photographed).metadata()).exif)
  const sha256 = createHash('sha256').update(photographed).digest('hex')
  await writeFile(file, photographed)
  await query('update photo set original_sha256 = $1 where id = $2', [sha256, look.id])

  await ask()

  const sent = requests.at(-1)?.references[0]?.url ?? ''
  const bytes = Buffer.from(sent.slice(sent.indexOf(',') + 1), 'base64')
  t.is((await sharp(bytes).metadata()).exif, undefined)
})

test.serial('the busiest look still fits where a provider takes it, the right way up', async (t) => {
  // noise is what JPEG makes the most bytes of
  const original = await sharp(randomBytes(1000 * 1250 * 3), {
    raw: { width: 1000, height: 1250, channels: 3 },
  })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 95 })
    .toBuffer()

  const url = await dataUrl(original)

  t.true(url.length <= 256_000)
  const { width, height } = await sharp(Buffer.from(url.split(',')[1] ?? '', 'base64')).metadata()
  t.true(width > height)
})

async function kept(original: Uint8Array): Promise<string> {
  return await keptDataUrl(original, createHash('sha256').update(original).digest('hex'))
}

test.serial('a look is made small once, and one byte of it is another look', async (t) => {
  const bytes = await sharp({ create: { width: 64, height: 80, channels: 3, background: '#8ac' } })
    .png({ compressionLevel: 0 })
    .toBuffer()
  const other = await sharp(bytes).negate().png().toBuffer()
  let works = 0
  const count = () => works++
  sharp.queue.on('change', count)
  t.teardown(() => sharp.queue.off('change', count))

  const [first, second] = await Promise.all([kept(bytes), kept(Buffer.from(bytes))])
  const after = works
  const third = await kept(bytes)

  t.true(after > 0)
  t.is(works, after)
  t.is(second, first)
  t.is(third, first)
  t.not(await kept(other), first)
})

test.serial(
  'a look that could not be made small is tried again, and of many the oldest is let go',
  async (t) => {
    const broken = Buffer.from('no picture')
    const looks = await Promise.all(
      Array.from({ length: 65 }, (_, shade) =>
        sharp({ create: { width: 8, height: 10, channels: 3, background: { r: shade, g: 0, b: 0 } } })
          .png()
          .toBuffer(),
      ),
    )

    for (let i = 0; i < 2; i++) await t.throwsAsync(kept(broken), { message: /no picture/ })
    for (const look of looks) await kept(look)
    let works = 0
    const count = () => works++
    sharp.queue.on('change', count)
    t.teardown(() => sharp.queue.off('change', count))

    await kept(looks[64] ?? broken)
    t.is(works, 0)
    await kept(looks[0] ?? broken)
    t.true(works > 0)
  },
)
