import test from 'ava'
import sharp from 'sharp'
import { PlatformError } from '../platform-error.ts'
import { watermark, watermarkSettings, type Corner, type WatermarkOptions } from './watermark.ts'

const picture = { width: 1024, height: 1280 }

test('is a small tile and not an overlay of the whole picture', async (t) => {
  const { raw } = await watermark(picture)

  t.true((raw?.width ?? 0) < picture.width / 6)
  t.true((raw?.height ?? 0) > picture.width * 0.06)
})

for (const [corner, column, row] of [
  ['lower-right', 1, 1],
  ['lower-left', 0, 1],
  ['upper-right', 1, 0],
  ['upper-left', 0, 0],
] as const satisfies readonly (readonly [Corner, number, number])[]) {
  test(`stands in the ${corner} corner`, async (t) => {
    const { left = 0, top = 0 } = await watermark(picture, { corner })

    t.is(left > picture.width / 2 ? 1 : 0, column)
    t.is(top > picture.height / 2 ? 1 : 0, row)
  })
}

for (const [name, background] of Object.entries({
  white: flat('#ffffff'),
  black: flat('#000000'),
  grey: flat('#808080'),
  'a skin tone': flat('#e0b090'),
  noise: noise(),
  stripes: stripes(),
})) {
  for (const options of [{}, { opacity: 0.5, corner: 'upper-left' }, { text: 'Made with AI' }] as const) {
    test(`is found at half size after JPEG q60 on ${name}, with ${JSON.stringify(options)}`, async (t) => {
      const unmarked = await (await background).toBuffer()
      const marked = await sharp(unmarked)
        .composite([await watermark(picture, options)])
        .png()
        .toBuffer()

      const found = await likeness(await shared(marked), options)
      const foundInNothing = await likeness(await shared(unmarked), options)

      t.true(found > 0.65, `likeness ${found}`)
      t.true(foundInNothing < 0.3, `likeness without a mark ${foundInNothing}`)
    })
  }
}

test('settings that would make a mark nobody can read are told by their field', async (t) => {
  const messageOf = (settings: object) => {
    const { error } = watermarkSettings.safeParse(settings)
    return error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join()
  }

  t.regex(messageOf({ opacity: 0.3 }) ?? '', /opacity must be from 0.5 to 1/)
  t.regex(messageOf({ text: '合成' }) ?? '', /text may have Latin, Greek and Cyrillic/)
  t.regex(messageOf({ text: '<b>' }) ?? '', /text may have/)
  t.is(messageOf({ text: 'Создано ИИ & co', corner: 'upper-left', opacity: 1 }), undefined)
  await t.throwsAsync(watermark(picture, { text: 'W'.repeat(24) }), {
    instanceOf: PlatformError,
    code: 'validation',
    message: /watermark.text/,
  })
})

/** What a messenger makes of a photo. */
async function shared(bytes: Uint8Array): Promise<Uint8Array> {
  return await sharp(bytes)
    .resize(picture.width / 2)
    .jpeg({ quality: 60 })
    .toBuffer()
}

/** How much the mark's place looks like the mark: the correlation of the two, 1 for the same and 0 for nothing alike. */
async function likeness(bytes: Uint8Array, options: WatermarkOptions): Promise<number> {
  const mark = await watermark(picture, options)
  const { left = 0, top = 0, raw } = mark
  const place = {
    left: Math.round(left / 2),
    top: Math.round(top / 2),
    width: Math.floor((raw?.width ?? 0) / 2),
    height: Math.floor((raw?.height ?? 0) / 2),
  }
  const pixels = async (image: Uint8Array) => [
    ...(await sharp(image).extract(place).greyscale().raw().toBuffer()),
  ]
  const known = await sharp(await (await flat('#808080')).toBuffer())
    .composite([mark])
    .png()
    .toBuffer()
  const template = await sharp(known)
    .resize(picture.width / 2)
    .png()
    .toBuffer()
  return correlation(await pixels(template), await pixels(bytes))
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [meanA, meanB] = [mean(a), mean(b)]
  let both = 0
  let ofA = 0
  let ofB = 0
  for (const [index, value] of a.entries()) {
    const [x, y] = [value - meanA, (b[index] ?? 0) - meanB]
    both += x * y
    ofA += x * x
    ofB += y * y
  }
  return ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB)
}

async function flat(background: string) {
  return sharp({ create: { ...picture, channels: 3, background } }).png()
}

/** Always the same, unlike sharp's own. */
async function noise() {
  let state = 1
  const data = Uint8Array.from({ length: picture.width * picture.height * 3 }, () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff
    return state >> 16
  })
  return sharp(data, { raw: { ...picture, channels: 3 } }).png()
}

async function stripes() {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${picture.width}" height="${picture.height}">
    <pattern id="p" width="40" height="40" patternUnits="userSpaceOnUse" patternTransform="rotate(30)">
      <rect width="40" height="40" fill="#fff"/><rect width="20" height="40" fill="#102040"/></pattern>
    <rect width="100%" height="100%" fill="url(#p)"/></svg>`
  return sharp(Buffer.from(svg)).removeAlpha().png()
}
