import { crc32 } from 'node:zlib'
import test from 'ava'
import sharp, { type Metadata } from 'sharp'
import { PlatformError } from '../platform-error.ts'
import { encode, type Pixels } from './encode.ts'

const plain = (width: number, height: number, background = '#a08070') =>
  sharp({ create: { width, height, channels: 3, background } })

const noisy = () =>
  sharp({
    create: {
      width: 300,
      height: 400,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })

test('makes a JPEG of 1024 × 1280 and a WebP of 528 × 660', async (t) => {
  const { image: jpeg, preview } = await encode(await plain(900, 1600).png().toBuffer())

  t.deepEqual(shapeOf(await sharp(jpeg.bytes).metadata()), ['jpeg', 1024, 1280, 3])
  t.deepEqual(shapeOf(await sharp(preview.bytes).metadata()), ['webp', 528, 660, 3])
  t.deepEqual([jpeg.width, jpeg.height, preview.width, preview.height], [1024, 1280, 528, 660])
})

test('makes a second form of each, of the same sizes', async (t) => {
  const { imageWebp, previewJpeg } = await encode(await plain(900, 1600).png().toBuffer())

  t.deepEqual(shapeOf(await sharp(imageWebp.bytes).metadata()), ['webp', 1024, 1280, 3])
  t.deepEqual(shapeOf(await sharp(previewJpeg.bytes).metadata()), ['jpeg', 528, 660, 3])
})

test('an invisible mark gets the pixels with the visible one, and what it gives is in every rendition', async (t) => {
  let brightest = 0
  const black = await plain(1024, 1280, '#000').png().toBuffer()
  const invisibleMark = async ({ data, width, height }: Pixels) => {
    brightest = data.reduce((most, value) => Math.max(most, value), 0)
    return new Uint8Array(width * height * 3).fill(200)
  }

  const encoded = await encode(black, { invisibleMark })

  t.is(brightest, 255)
  for (const { bytes } of Object.values(encoded)) t.true(closeTo(await pixel(bytes), [200, 200, 200]))
})

test('of an animation the first picture is taken', async (t) => {
  const frames = [plain(64, 80, '#ff0000'), plain(64, 80, '#0000ff')]
  const pages = await Promise.all(frames.map((frame) => frame.png().toBuffer()))
  for (const format of ['webp', 'gif'] as const) {
    const animated = await sharp(pages, { join: { animated: true } })
      .toFormat(format)
      .toBuffer()
    t.is((await sharp(animated).metadata()).pages, 2)

    const { image } = await encode(animated)

    t.true(closeTo(await pixel(image.bytes), [255, 0, 0]))
  }
})

test('of a picture that is a page as well, only the picture is left', async (t) => {
  const picture = await plain(64, 80).png().toBuffer()

  const { image } = await encode(Buffer.concat([picture, Buffer.from('<script>alert(1)</script>')]))

  t.false(Buffer.from(image.bytes).includes('<script>'))
  t.is((await sharp(image.bytes).metadata()).format, 'jpeg')
})

test('marks both', async (t) => {
  const { image: jpeg, preview } = await encode(await plain(1024, 1280, '#000').png().toBuffer())

  t.true((await brightest(jpeg.bytes, { left: 512, top: 640, width: 512, height: 640 })) > 240)
  t.true((await brightest(preview.bytes, { left: 264, top: 330, width: 264, height: 330 })) > 240)
  t.true((await brightest(jpeg.bytes, { left: 0, top: 0, width: 512, height: 640 })) < 8)
})

for (const format of ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const) {
  test(`takes ${format}`, async (t) => {
    const { image: jpeg } = await encode(await plain(200, 250).toFormat(format).toBuffer())

    t.true(closeTo(await pixel(jpeg.bytes), [0xa0, 0x80, 0x70]))
  })
}

test('takes grey, 16 bits, CMYK and transparent pictures as well', async (t) => {
  const grey = await encode(await plain(64, 80, '#808080').toColourspace('b-w').png().toBuffer())
  const deep = await encode(await plain(64, 80).toColourspace('rgb16').png().toBuffer())
  const cmyk = await encode(await plain(64, 80, '#808080').toColourspace('cmyk').jpeg().toBuffer())
  const clear = await encode(await plain(64, 80).ensureAlpha(0).png().toBuffer())

  t.true(closeTo(await pixel(grey.image.bytes), [128, 128, 128]))
  t.true(closeTo(await pixel(deep.image.bytes), [0xa0, 0x80, 0x70]))
  t.is((await sharp(cmyk.image.bytes).metadata()).space, 'srgb')
  t.true(closeTo(await pixel(clear.image.bytes), [255, 255, 255]))
})

test('drops the metadata of the original but keeps its orientation', async (t) => {
  const left = plain(80, 100, '#ff0000').extend({ right: 80, background: '#0000ff' })
  const original = await left
    .withExif({ IFD0: { Artist: 'somebody' } })
    .withMetadata({ orientation: 3 })
    .jpeg()
    .toBuffer()
  t.truthy((await sharp(original).metadata()).exif)

  const { image: jpeg, preview } = await encode(original)

  for (const { exif, icc, xmp, orientation } of [
    await sharp(jpeg.bytes).metadata(),
    await sharp(preview.bytes).metadata(),
  ]) {
    t.deepEqual(
      { exif, icc, xmp, orientation },
      { exif: undefined, icc: undefined, xmp: undefined, orientation: undefined },
    )
  }
  t.true(closeTo(await pixel(jpeg.bytes), [0, 0, 255]))
})

test('keeps the head of a picture that is too tall', async (t) => {
  const original = await plain(100, 30, '#ffffff')
    .extend({ bottom: 270, background: '#000000' })
    .png()
    .toBuffer()

  const { image: jpeg } = await encode(original)

  t.true(closeTo(await pixel(jpeg.bytes), [255, 255, 255]))
})

for (const format of ['jpeg', 'png', 'webp'] as const) {
  test(`refuses a truncated ${format}`, async (t) => {
    const whole = await noisy().toFormat(format).toBuffer()

    const error = await t.throwsAsync(encode(whole.subarray(0, whole.length * 0.6)), {
      instanceOf: PlatformError,
    })
    t.is(error.code, 'validation')
  })
}

for (const [name, bytes] of [
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('<html><body>no picture</body></html>')],
  ['zeros', Buffer.alloc(10_000)],
  ['a program that draws', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
] as const) {
  test(`refuses ${name}`, async (t) => {
    const error = await t.throwsAsync(encode(bytes), { instanceOf: PlatformError })

    t.is(error.code, 'validation')
  })
}

test('refuses 20000 × 20000 pixels before decoding them', async (t) => {
  // the pixels are no PNG data at all, so that decoding would say "damaged" instead
  const error = await t.throwsAsync(encode(pngOf(20_000, 20_000)), { instanceOf: PlatformError })
  t.is(error.code, 'too-large')

  const small = await t.throwsAsync(encode(pngOf(200, 200)), { instanceOf: PlatformError })
  t.is(small.code, 'validation')
})

function shapeOf({ format, width, height, channels }: Metadata) {
  return [format, width, height, channels]
}

async function brightest(
  bytes: Uint8Array,
  area: { left: number; top: number; width: number; height: number },
) {
  return Math.max(
    ...(await sharp(bytes)
      .extract(area)
      .greyscale()
      .resize(256, 320, { kernel: 'nearest' })
      .raw()
      .toBuffer()),
  )
}

async function pixel(bytes: Uint8Array): Promise<number[]> {
  return [...(await sharp(bytes).extract({ left: 60, top: 60, width: 1, height: 1 }).raw().toBuffer())]
}

function closeTo(actual: readonly number[], expected: readonly number[]): boolean {
  return (
    actual.length === expected.length &&
    actual.every((value, i) => Math.abs(value - (expected[i] ?? NaN)) <= 4)
  )
}

/** A header with a right checksum, and pixels that are none. */
function pngOf(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from('no pixels')),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
