// A process that does with a provider's picture what cannot be left out, and, to compare, what our pipeline does.
import sharp from 'sharp'
import { contentCredentials } from '../../packages/core/dist/photo/credentials.js'
import { issueDevelopmentChain } from '../../packages/core/dist/photo/development-chain.js'
import { encode, renditions } from '../../packages/core/dist/photo/encode.js'
import { finishPicture } from '../../packages/core/dist/photo/finish-picture.js'
import { watermark } from '../../packages/core/dist/photo/watermark.js'
import { makePicture } from './picture.js'

const { image, preview } = renditions
const original = await makePicture(image)
const mark = await watermark(image)
const credentials = await contentCredentials(await issueDevelopmentChain(new Date()))
const claim = { title: 'AI photo', softwareAgent: { name: 'bench' } }

const works = {
  bare: composeAndEncode,
  encode: async () => await encode(original),
  finish: async () => await finishPicture(original, { credentials, claim }),
}

globalThis.benchAnswers = {
  /** Does it `count` times, `concurrency` at once, and tells the CPU time of one. */
  async run({ work, count, concurrency }) {
    const before = process.cpuUsage()
    let left = count
    const lane = async () => {
      while (left-- > 0) await works[work]()
    }
    await Promise.all(Array.from({ length: concurrency }, lane))
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / count
  },
}
// Nothing else keeps it alive while nobody asks.
process.channel.ref()
process.send({ isReady: true })

/** The same renditions by sharp alone: decoded and marked once, each encoded from the same pixels. */
async function composeAndEncode() {
  const full = await sharp(original)
    .resize({ width: image.width, height: image.height, fit: 'cover' })
    .composite([mark])
    .removeAlpha()
    .raw()
    .toBuffer()
  const from = (data, { width, height }) => sharp(data, { raw: { width, height, channels: 3 } })
  const small = await from(full, image).resize(preview.width, preview.height).raw().toBuffer()
  await Promise.all(
    Object.values(renditions).map(async (rendition) => {
      const pixels = rendition.width === image.width ? from(full, image) : from(small, preview)
      return await encoded(pixels, rendition).toBuffer()
    }),
  )
}

function encoded(pixels, { mime, quality }) {
  return mime === 'image/jpeg' ? pixels.jpeg({ quality }) : pixels.webp({ quality, effort: 0 })
}
