import type { Chance } from '../../chance.ts'
import { lighter, mix } from '../colour.ts'
import { type Air, under } from './air.ts'
import { bokeh, glow, sky, wash } from './brush.ts'
import type { Draw } from './outdoors.ts'

type House = { readonly x: number; readonly top: number; readonly width: number; readonly fill: string }

function house({ x, top, width, fill }: House, air: Air, drawn: Chance): string {
  const lit = air.dark > 0.4
  const windows: string[] = []
  for (let wx = x + 22; wx < x + width - 34; wx += 56)
    for (let wy = top + 34; wy < 900; wy += 78) {
      const on = drawn.happens(lit ? 0.55 : 0.15)
      windows.push(
        `<rect x="${wx.toFixed(0)}" y="${wy.toFixed(0)}" width="30" height="44" rx="3" fill="${on && lit ? '#ffcf86' : lighter(fill, 0.28)}" opacity="${on ? 0.95 : 0.5}"/>`,
      )
    }
  return `<rect x="${x.toFixed(0)}" y="${top.toFixed(0)}" width="${width.toFixed(0)}" height="1000" fill="${fill}"/>${windows.join('')}`
}

const lamps: [string, ...string[]] = ['#ffcf8a', '#ff9e6b', '#ff7aa0', '#8fd0ff', '#ffe3b0']

export const city: Draw = (scene, air, drawn) => {
  const row = (share: number, low: number, high: number) =>
    Array.from({ length: 8 }, (_, index) =>
      house(
        {
          x: index * 140 - 50 + drawn.between(-14, 14),
          top: drawn.between(low, high),
          width: drawn.between(104, 150),
          fill: mix(under(air, '#66708f'), air.sky[1], share),
        },
        air,
        drawn,
      ),
    ).join('')
  const sun = scene.light === 1 ? 850 : 174
  return (
    sky(air) +
    glow('sun', sun, 520, 520, air.key, 0.7) +
    row(0.62, 300, 560) +
    row(0.28, 480, 720) +
    (air.dark > 0.4 ? bokeh(drawn, { colours: lamps, count: 42, top: 620, bottom: 1240 }) : '') +
    `<rect y="1010" width="1024" height="26" fill="${under(air, '#6c6470')}"/><rect y="1036" width="1024" height="260" fill="${under(air, '#89808a')}" opacity=".75"/>`
  )
}

export const street: Draw = (scene, air, drawn) => {
  const walls = ['#c98f78', '#e0c4a0', '#a8b3a0', '#b77f72', '#d8b98f', '#8d98aa']
  const side = (way: 1 | -1) =>
    [0, 1, 2].map((index) => {
      const width = 250 - index * 54
      const x = way === -1 ? -40 + index * 150 : 1064 - index * 150 - width
      return house(
        {
          x,
          top: 60 + index * 150 + drawn.between(-30, 40),
          width,
          fill: under(air, walls[(index + (way === 1 ? 3 : 0)) % 6] ?? ''),
        },
        air,
        drawn,
      )
    })
  const awnings = [60, 850]
    .map(
      (x, index) =>
        `<path d="M${x - 110} 720H${x + 110}L${x + 140} 800H${x - 140}Z" fill="${under(air, index === 0 ? '#a6415f' : '#3f6f6b')}"/>`,
    )
    .join('')
  const wet =
    scene.weather === 'rain'
      ? bokeh(drawn, { colours: lamps, count: 26, top: 980, bottom: 1270, size: 60 })
      : ''
  const lights =
    air.dark > 0.4 || scene.weather === 'rain'
      ? bokeh(drawn, { colours: lamps, count: 38, top: 420, bottom: 980 })
      : bokeh(drawn, { colours: ['#fff3d8', '#e9f0d6'], count: 12, top: 300, bottom: 800 })
  const order = [...side(-1).reverse(), ...side(1).reverse()].join('')
  return (
    sky(air) +
    glow('sun', 512, 520, 460, air.key, 0.8) +
    order +
    awnings +
    wash('road', [under(air, '#a99c97'), under(air, '#7d7378')], 940) +
    wet +
    lights
  )
}

export const concert: Draw = (scene, air, drawn) => {
  const beam = (x: number, to: number, colour: string) =>
    `<path d="M${x - 16} -20H${x + 16}L${to + 190} 1300H${to - 190}Z" fill="${colour}" opacity=".26"/>`
  const crowd = Array.from(
    { length: 15 },
    (_, index) =>
      `<circle cx="${index * 76 - 10}" cy="${(1050 + drawn.between(-40, 40)).toFixed(0)}" r="54" fill="#170f24"/><rect x="${index * 76 - 70}" y="1090" width="120" height="240" rx="50" fill="#170f24"/>`,
  ).join('')
  const colours = drawn.pick<[string, string, string]>([
    ['#ff5fa2', '#7a6bff', '#4fd0ff'],
    ['#ff9a4f', '#ff4f7a', '#b06bff'],
    ['#5fe0c0', '#4f8cff', '#d06bff'],
  ])
  return (
    wash('hall', ['#120c26', '#3a1f57', '#7a3670', '#22133a']) +
    glow('stage', 512, 620, 620, colours[0], 0.75) +
    beam(140, 420, colours[1]) +
    beam(400, 200, colours[2]) +
    beam(640, 840, colours[0]) +
    beam(900, 560, colours[1]) +
    bokeh(drawn, { colours, count: 36, top: 80, bottom: 900, size: 30 }) +
    crowd +
    glow('spot', scene.light === 1 ? 900 : 124, 60, 420, '#fff0d8', 0.7)
  )
}

export const cafe: Draw = (scene, air, drawn) => {
  const pane = `<rect x="${scene.light === 1 ? 560 : 40}" y="90" width="424" height="640" rx="10" fill="url(#sky)"/>`
  const frame = `<g fill="none" stroke="${under(air, '#5d4034')}" stroke-width="22"><rect x="${scene.light === 1 ? 560 : 40}" y="90" width="424" height="640"/><path d="M${scene.light === 1 ? 772 : 252} 90V730M${scene.light === 1 ? 560 : 40} 410h424"/></g>`
  const x = scene.light === 1 ? 60 : 600
  const bottles = [0, 1]
    .map(
      (row) =>
        `<rect x="${x - 20}" y="${360 + row * 190}" width="400" height="16" fill="#6b4a38"/>` +
        Array.from(
          { length: 8 },
          (_, index) =>
            `<rect x="${x + index * 46}" y="${360 + row * 190 - drawn.between(60, 120)}" width="${drawn.between(22, 36)}" height="120" rx="10" fill="${drawn.pick(['#c78a5a', '#e7d3b5', '#7a8f7a', '#a65d4f', '#d9b06a'])}" opacity=".9"/>`,
        ).join(''),
    )
    .join('')
  const shade = (at: number, drop: number) =>
    `<path d="M${at} 0V${drop}" stroke="#3f2c26" stroke-width="6"/><path d="M${at - 66} ${drop + 60}Q${at} ${drop - 60} ${at + 66} ${drop + 60}Z" fill="#33463f"/>${glow(`lamp${at}`, at, drop + 66, 210, '#ffcf8a', 0.85)}`
  return (
    wash('wall', [under(air, '#8a5f4a'), under(air, '#b98a66'), under(air, '#7a523f')]) +
    `<linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${air.sky[0]}"/><stop offset="1" stop-color="${air.sky[2]}"/></linearGradient>${pane}${frame}${bottles}${shade(210, 130)}${shade(512, 90)}${shade(820, 150)}` +
    wash('counter', ['#9c6d4c', '#6b4532'], 930) +
    bokeh(drawn, { colours: ['#ffd9a0', '#ffb978', '#fff0d6'], count: 22, top: 180, bottom: 900, size: 34 })
  )
}
