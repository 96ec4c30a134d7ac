// Draws twelve marked pictures, as they look after a messenger made them half as large at JPEG q60, on one sheet:
// node scripts/watermark-sheet.js sheet.png
import { createRequire } from 'node:module'
import { argv, exit } from 'node:process'
import { fileURLToPath } from 'node:url'
import { watermark } from '../packages/core/dist/photo/watermark.js'

// sharp belongs to the core.
const sharp = createRequire(fileURLToPath(new URL('../packages/core/package.json', import.meta.url)))('sharp')

const picture = { width: 1024, height: 1280 }
const columns = 4
const cell = { width: 256, height: 320 }

const gradient = (from, to) =>
  `<linearGradient id="g" x2="1" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient>
   <rect width="100%" height="100%" fill="url(#g)"/>`
const pattern = (size, inner) =>
  `<pattern id="p" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${inner}</pattern>
   <rect width="100%" height="100%" fill="url(#p)"/>`
const flat = (colour) => `<rect width="100%" height="100%" fill="${colour}"/>`
const noise = `<filter id="n"><feTurbulence baseFrequency="0.02" numOctaves="5" seed="7"/></filter>
   <rect width="100%" height="100%" fill="#888"/><rect width="100%" height="100%" filter="url(#n)"/>`

const sheet = [
  [flat('#ffffff'), {}],
  [flat('#ffffff'), { opacity: 0.5 }],
  [flat('#000000'), {}],
  [flat('#808080'), { corner: 'upper-left' }],
  [gradient('#ffe0c0', '#c07050'), { corner: 'lower-left' }],
  [gradient('#204060', '#f0f4ff'), { text: 'Made with AI' }],
  [noise, {}],
  [noise, { opacity: 0.5, text: 'AI photo' }],
  [
    pattern(40, '<rect width="40" height="40" fill="#fff"/><rect width="20" height="40" fill="#102040"/>'),
    {},
  ],
  [
    pattern(
      80,
      '<rect width="80" height="80" fill="#e33"/><path d="M0 0h40v40h40v40H40V40H0z" fill="#ff5"/>',
    ),
    { corner: 'upper-right', opacity: 1 },
  ],
  [gradient('#2a7a3a', '#bde28a'), { text: 'Создано ИИ', corner: 'lower-left' }],
  [
    pattern(24, '<rect width="24" height="24" fill="#fff"/><circle cx="12" cy="12" r="7" fill="#000"/>'),
    { opacity: 0.5 },
  ],
]

async function shared([svg, options]) {
  const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="${picture.width}" height="${picture.height}">${svg}</svg>`
  const marked = await sharp(Buffer.from(frame))
    .flatten({ background: '#fff' })
    .composite([await watermark(picture, options)])
    .png()
    .toBuffer()
  const sent = await sharp(marked)
    .resize(picture.width / 2)
    .jpeg({ quality: 60 })
    .toBuffer()
  // Only the corner with the mark, at its true size.
  const { width, height } = { width: picture.width / 2, height: picture.height / 2 }
  const { corner = 'lower-right' } = options
  return await sharp(sent)
    .extract({
      left: corner.endsWith('left') ? 0 : width - cell.width,
      top: corner.startsWith('upper') ? 0 : height - cell.height,
      ...cell,
    })
    .png()
    .toBuffer()
}

const [, , file] = argv
if (file === undefined) {
  console.error('Usage: node scripts/watermark-sheet.js <file.png>')
  exit(2)
}
const gap = 8
const size = (count, length) => count * (length + gap) + gap
const pictures = await Promise.all(sheet.map(shared))
await sharp({
  create: {
    width: size(columns, cell.width),
    height: size(Math.ceil(sheet.length / columns), cell.height),
    channels: 3,
    background: '#b0b0b8',
  },
})
  .composite(
    pictures.map((input, index) => ({
      input,
      left: gap + (index % columns) * (cell.width + gap),
      top: gap + Math.floor(index / columns) * (cell.height + gap),
    })),
  )
  .png()
  .toFile(file)
