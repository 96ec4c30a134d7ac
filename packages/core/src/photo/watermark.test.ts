import test from 'ava'
import sharp from 'sharp'
import { watermark, type Corner } from './watermark.ts'

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

for (const background of ['#ffffff', '#000000', '#808080']) {
  test(`can be read on ${background} at half size after JPEG q60`, async (t) => {
    const marked = await sharp({ create: { ...picture, channels: 3, background } })
      .composite([await watermark(picture)])
      .png()
      .toBuffer()
    const shared = await sharp(marked)
      .resize(picture.width / 2)
      .jpeg({ quality: 60 })
      .toBuffer()

    // the plate with its letters: a white that is white, beside a dark that is dark
    const plate = await sharp(shared)
      .extract({ left: 440, top: 600, width: 48, height: 14 })
      .greyscale()
      .raw()
      .toBuffer()
    t.true(Math.max(...plate) > 235)
    t.true(Math.min(...plate) < 110)
  })
}
