import type { Chance } from '../../chance.ts'
import { darker, lighter } from '../colour.ts'
import type { Hair } from '../hair-words.ts'
import type { Look } from '../look.ts'
import { lock, puff, type Tint } from './lock.ts'
import { between, lerp, mirrored, type Point, resample } from './shape.ts'

/** Where hair of each length ends, in units of the head (chin at 218). */
const ends = { bald: -60, buzz: -30, short: -6, chin: 196, shoulder: 345, long: 560 } as const

export function hairTint(hair: Hair): { readonly front: Tint; readonly back: Tint } {
  return {
    front: {
      fill: 'url(#hair)',
      light: lighter(hair.colour, 0.27),
      dark: darker(hair.colour, 0.55),
      middle: hair.colour,
      deep: darker(hair.colour, 0.16),
    },
    back: {
      fill: 'url(#hairBack)',
      light: hair.colour,
      dark: darker(hair.colour, 0.75),
      middle: darker(hair.colour, 0.28),
      deep: darker(hair.colour, 0.4),
    },
  }
}

/** What falls behind neck and shoulders. */
export function backHair(look: Look, drawn: Chance): string {
  const { hair } = look
  if (hair.length === 'bald' || hair.length === 'buzz') return ''
  const tint = hairTint(hair).back
  if (hair.worn === 'bun') return bun(look, drawn)
  if (hair.worn === 'ponytail') return nape(70) + tail(look, drawn)
  if (hair.worn === 'braid') return nape(120)
  if (hair.length === 'short') return round(look, drawn) ?? nape(look.gender === 'man' ? 60 : 110)
  const full = round(look, drawn)
  if (full !== undefined && hair.length === 'chin') return full
  const end = ends[hair.length]
  const wide = 178 + hair.volume * 12 + (hair.texture === 'straight' ? 0 : 16)
  const right: Point[] = [
    [0, -262],
    [110, -245],
    [wide - 8, -120],
    [wide, 20],
    [wide + 6, end * 0.5],
    [wide + 4, end * 0.8],
    [wide - 34, end],
  ]
  const left = mirrored(right)
  const middle: Point[] = [
    [0, -262],
    [0, -200],
    [0, -100],
    [0, 30],
    [0, end * 0.5],
    [0, end * 0.8],
    [0, end + 14],
  ]
  return lock([right, middle], hair.texture, tint, drawn) + lock([left, middle], hair.texture, tint, drawn)
}

/** What frames the face: the parting, the sides, the fringe. */
export function frontHair(look: Look, drawn: Chance): string {
  const { hair } = look
  if (hair.length === 'bald') return ''
  if (hair.length === 'buzz') return buzz()
  if (hair.worn !== 'down') return pulledBack(look, drawn) + (hair.worn === 'braid' ? braid(look) : '')
  if (hair.length === 'short') return shortTop(look, drawn)
  return curtains(look, drawn) + (hair.fringe ? fringe(look, drawn) : '')
}

function curtains(look: Look, drawn: Chance): string {
  const { hair } = look
  const tint = hairTint(hair).front
  const part = hair.parting * 62
  const end = ends[hair.length] - (hair.length === 'long' ? 60 : 8)
  const full = hair.volume * 9 + (hair.texture === 'straight' ? 0 : 10)
  const side = (way: 1 | -1): string => {
    const from = part * way // seen from this side
    const outer: Point[] = [
      [from, -268 - full],
      [from * 0.4 + 74, -264 - full],
      [150 + full, -196],
      [180 + full, -70],
      [184 + full, 60],
      [188 + full, end * 0.6],
      [182 + full, end * 0.85],
      [158 + full, end],
    ]
    const inner: Point[] = [
      [from, -216],
      [from * 0.5 + 46, -196],
      [106, -140],
      [136, -50],
      [142, 50],
      [138, end * 0.6],
      [136, end * 0.85],
      [146, end + 6],
    ]
    const turned = (edge: Point[]) => (way === 1 ? edge : mirrored(edge))
    return lock([turned(outer), turned(inner)], hair.texture, tint, drawn)
  }
  return side(-1) + side(1) + crown(look, part)
}

/** A soft band of light over the crown. */
function crown(look: Look, part: number): string {
  const top = -268 - look.hair.volume * 9
  return `<path d="M-150 -150Q${part * 0.5 - 40} ${top - 6} ${part} ${top + 34}Q${part * 0.5 + 70} ${top - 4} 150 -150" fill="none" stroke="${lighter(look.hair.colour, 0.5)}" stroke-width="16" opacity=".22" filter="url(#soft8)"/>`
}

function fringe(look: Look, drawn: Chance): string {
  const tint = hairTint(look.hair).front
  const half = (way: 1 | -1): string => {
    const outer: Point[] = [
      [4, -246],
      [92, -226],
      [140, -150],
      [150, -44],
    ]
    const inner: Point[] = [
      [-22, -246],
      [-22, -190],
      [-22, -130],
      [-20, -74],
    ]
    const turned = (edge: Point[]) => (way === 1 ? edge : mirrored(edge))
    return lock(
      [turned(inner), turned(outer)],
      look.hair.texture === 'straight' ? 'straight' : 'wavy',
      tint,
      drawn,
    )
  }
  return half(-1) + half(1)
}

function shortTop(look: Look, drawn: Chance): string {
  const { hair } = look
  const tint = hairTint(hair).front
  const way = hair.parting < 0 ? -1 : 1
  const high = 26 + hair.volume * 20 + (hair.texture === 'straight' ? 0 : 10)
  const woman = look.gender === 'woman'
  const burn = woman ? 30 : 14
  const outer: Point[] = [
    [-150, burn],
    [-166, -60],
    [-158, -170],
    [-100, -250 - high * 0.4],
    [0, -262 - high],
    [96, -256 - high * 0.9],
    [160, -180],
    [166, -60],
    [150, burn],
  ]
  const inner: Point[] = [
    [-146, burn],
    [-140, -40],
    [-128, -104],
    [-92, -150],
    [-20, woman ? -120 : -168],
    [60, woman ? -98 : -160],
    [120, -118],
    [140, -40],
    [146, burn],
  ]
  const turned = (edge: Point[]) => (way === 1 ? edge : mirrored(edge).reverse())
  const cap = lock(
    [turned(outer), turned(inner)],
    hair.texture === 'wavy' ? 'straight' : hair.texture,
    tint,
    drawn,
  )
  if (hair.texture === 'curly' || hair.texture === 'coily') return cap
  return cap + sweep(look, high, tint, drawn)
}

/** Strands combed over from the parting. */
function sweep(look: Look, high: number, tint: Tint, drawn: Chance): string {
  const way = look.hair.parting < 0 ? -1 : 1
  const texture = look.hair.texture === 'wavy' ? 'wavy' : 'straight'
  const low = look.gender === 'woman' ? -84 : -128
  const outer: Point[] = [
    [-96, -176],
    [-62, -252 - high * 0.6],
    [40, -276 - high * 0.7],
    [140, -214],
    [156, low + 12],
  ]
  const inner: Point[] = [
    [-90, -158],
    [-40, -182],
    [30, -172],
    [90, -146],
    [136, low],
  ]
  const turned = (edge: Point[]) => (way === 1 ? edge : mirrored(edge))
  return lock([turned(outer), turned(inner)], texture, tint, drawn)
}

function pulledBack(look: Look, drawn: Chance): string {
  const tint = hairTint(look.hair).front
  const part = look.hair.parting * 50
  const side = (way: 1 | -1): string => {
    const from = part * way
    const outer: Point[] = [
      [from, -262],
      [from * 0.4 + 84, -256],
      [152, -186],
      [170, -70],
      [160, 44],
    ]
    const inner: Point[] = [
      [from, -186],
      [from * 0.5 + 50, -174],
      [112, -124],
      [138, -46],
      [148, 30],
    ]
    const turned = (edge: Point[]) => (way === 1 ? edge : mirrored(edge))
    return lock(
      [turned(outer), turned(inner)],
      look.hair.texture === 'coily' ? 'coily' : 'straight',
      tint,
      drawn,
    )
  }
  return side(-1) + side(1) + crown(look, part)
}

function bun(look: Look, drawn: Chance): string {
  const tint = hairTint(look.hair).back
  const coil = [78, 58, 38, 18].map(
    (radius, index) =>
      `<ellipse cx="${index * 5 - 8}" cy="${-288 - index * 4}" rx="${radius}" ry="${radius * 0.84}" fill="none" stroke="${index % 2 === 0 ? tint.light : tint.dark}" stroke-width="5" opacity=".5"/>`,
  )
  const curls =
    look.hair.texture === 'curly' || look.hair.texture === 'coily'
      ? Array.from({ length: 34 }, () =>
          puff(drawn.between(-74, 74), -288 + drawn.between(-62, 56), drawn.between(17, 26), drawn),
        ).join('')
      : coil.join('')
  return `${nape(70)}<ellipse cx="0" cy="-286" rx="98" ry="84" fill="url(#hair)"/>${curls}`
}

function tail(look: Look, drawn: Chance): string {
  const outer: Point[] = [
    [60, -250],
    [176, -220],
    [224, -60],
    [238, 120],
    [250, 300],
    [214, 430],
  ]
  const inner: Point[] = [
    [40, -220],
    [120, -150],
    [150, -20],
    [156, 130],
    [166, 280],
    [196, 430],
  ]
  const way = look.hair.parting < 0
  return lock(
    [way ? mirrored(outer) : outer, way ? mirrored(inner) : inner],
    look.hair.texture,
    hairTint(look.hair).back,
    drawn,
  )
}

function braid(look: Look): string {
  const tint = hairTint(look.hair).front
  const way = look.hair.parting < 0 ? -1 : 1
  const links = Array.from({ length: 10 }, (_, index) => {
    const [x, y, size] = [way * (152 + Math.sin(index * 0.5) * 14), 62 + index * 47, 46 - index * 2]
    const leaf = (lean: 1 | -1) =>
      `<ellipse cx="${(x + lean * size * 0.42).toFixed(1)}" cy="${y}" rx="${(size * 0.62).toFixed(1)}" ry="${size}" transform="rotate(${lean * -34} ${(x + lean * size * 0.42).toFixed(1)} ${y})" fill="url(#link)" stroke="${tint.dark}" stroke-opacity=".5" stroke-width="2"/>`
    return leaf(-1) + leaf(1)
  })
  return links.join('')
}

/** Curls have a round silhouette instead of edges. */
function round(look: Look, drawn: Chance): string | undefined {
  const { hair } = look
  if (hair.texture !== 'coily' && hair.texture !== 'curly') return undefined
  if (look.gender === 'man' && hair.length === 'short') return nape(60)
  const reach = { short: 196, chin: 236 }[hair.length as 'short' | 'chin'] ?? 0
  if (reach === 0) return undefined
  const wide = reach + hair.volume * 16
  const edge: Point[] = [
    [-wide * 0.72, 130],
    [-wide, 10],
    [-wide * 0.94, -130],
    [-wide * 0.6, -262],
    [0, -316],
    [wide * 0.6, -262],
    [wide * 0.94, -130],
    [wide, 10],
    [wide * 0.72, 130],
  ]
  const around = resample(edge, 40)
  const curls = [1, 0.86, 0.72].flatMap((share) =>
    around.map((point) => {
      const [x, y] = lerp([0, -60], point, share)
      return puff(
        x + drawn.between(-9, 9),
        y + drawn.between(-9, 9),
        (hair.texture === 'coily' ? 24 : 31) * drawn.between(0.8, 1.15),
        drawn,
      )
    }),
  )
  return `<path d="${between(edge, [
    [-60, 140],
    [0, 150],
    [60, 140],
  ])}" fill="url(#hairBack)"/>${curls.join('')}`
}

function nape(end: number): string {
  return `<path d="M-150 -120C-168 0 -150 ${end} -96 ${end + 20}L96 ${end + 20}C150 ${end} 168 0 150 -120Z" fill="url(#hairBack)"/>`
}

function buzz(): string {
  return `<path d="M-147 -20C-160 -120 -150 -232 0 -240C150 -232 160 -120 147 -20C142 -70 132 -120 100 -150C50 -176 -50 -176 -100 -150C-132 -120 -142 -70 -147 -20Z" fill="url(#hair)" opacity=".78"/>`
}
