import { lighter, mix } from '../colour.ts'
import type { Scene } from '../scene.ts'
import { type Air, under } from './air.ts'
import { bokeh, glow, leaves, stops, wash } from './brush.ts'
import type { Draw } from './outdoors.ts'

/** A tall window with the sky of the hour in it, and the light it throws. */
function pane(scene: Scene, air: Air, x: number, width: number, top = 60, bottom = 940): string {
  const bars = `<path d="M${x + width / 2} ${top}V${bottom}M${x} ${top + (bottom - top) * 0.36}H${x + width}" stroke="${under(air, '#f6efe6')}" stroke-width="16"/>`
  const hill = `<path d="M${x} ${bottom - 150}Q${x + width * 0.4} ${bottom - 260} ${x + width} ${bottom - 170}V${bottom}H${x}Z" fill="${under(air, '#94ad86')}"/>`
  const wet =
    scene.weather === 'rain'
      ? Array.from(
          { length: 40 },
          (_, index) =>
            `<ellipse cx="${x + ((index * 67) % width)}" cy="${top + ((index * 131) % (bottom - top))}" rx="5" ry="${8 + (index % 4) * 4}" fill="#fff" opacity=".55"/>`,
        ).join('')
      : ''
  return `<linearGradient id="pane" x1="0" y1="0" x2="0" y2="1">${stops(air.sky)}</linearGradient><rect x="${x}" y="${top}" width="${width}" height="${bottom - top}" fill="url(#pane)"/>${hill}${wet}${bars}<rect x="${x}" y="${top}" width="${width}" height="${bottom - top}" fill="none" stroke="${under(air, '#fdf8f0')}" stroke-width="26"/><rect x="${x - 40}" y="${bottom}" width="${width + 80}" height="36" rx="6" fill="${under(air, '#f3e9dc')}"/>`
}

function plant(x: number, y: number, air: Air, scale = 1): string {
  const blade = (turn: number) =>
    `<path d="M0 0C-40 -70 -30 -170 0 -220C30 -170 40 -70 0 0Z" transform="rotate(${turn})" fill="${under(air, turn % 40 === 0 ? '#5f8a5e' : '#7da873')}"/>`
  return `<g transform="translate(${x} ${y}) scale(${scale})">${[-70, -40, -20, 0, 20, 40, 70].map(blade).join('')}<path d="M-64 -10H64L46 120H-46Z" fill="${under(air, '#c98a68')}"/></g>`
}

export const window: Draw = (scene, air, drawn) => {
  const left = scene.light === -1
  const x = left ? 30 : 474
  const curtain = (at: number) =>
    [0, 1, 2, 3]
      .map(
        (index) =>
          `<path d="M${at + index * 34} -10Q${at + index * 34 + drawn.between(-14, 14)} 600 ${at + index * 34 + drawn.between(-10, 22)} 1290H${at + index * 34 + 50}V-10Z" fill="${mix(under(air, '#fdf3e6'), air.key, index * 0.12)}" opacity=".84"/>`,
      )
      .join('')
  const wall = under(air, drawn.pick(['#d9c3b0', '#c9b7ad', '#bfc4b4', '#d8b7a6']))
  return (
    wash('wall', [lighter(wall, 0.14), wall, mix(wall, '#6e5248', 0.35)]) +
    pane(scene, air, x, 520) +
    glow('sun', left ? 250 : 774, 420, 620, air.key, air.dark > 0.8 ? 0.25 : 0.85) +
    curtain(left ? -40 : 900) +
    curtain(left ? 480 : 400).replaceAll('.84', '.55') +
    plant(left ? 880 : 140, 960, air, 1.15)
  )
}

export const kitchen: Draw = (scene, air, drawn) => {
  const tiles = Array.from(
    { length: 66 },
    (_, index) =>
      `<rect x="${(index % 11) * 96 - 10}" y="${560 + Math.floor(index / 11) * 62}" width="90" height="56" rx="5" fill="${under(air, mix('#f4ece0', '#cfdcd6', drawn.between(0, 1)))}"/>`,
  ).join('')
  const shelf = (y: number) =>
    `<rect x="${scene.light === 1 ? 20 : 560}" y="${y}" width="440" height="20" rx="4" fill="${under(air, '#a9784f')}"/>` +
    Array.from(
      { length: 7 },
      (_, index) =>
        `<rect x="${(scene.light === 1 ? 36 : 578) + index * 58}" y="${y - 92}" width="44" height="92" rx="12" fill="${under(air, drawn.pick(['#e7d5b8', '#c98f6a', '#8fa58a', '#f3efe6', '#d2a95c']))}"/>`,
    ).join('')
  return (
    wash('wall', [under(air, '#f3e6d3'), under(air, '#e3cfb4')]) +
    pane(scene, air, scene.light === 1 ? 600 : 30, 390, 70, 540) +
    shelf(220) +
    shelf(420) +
    tiles +
    glow('sun', scene.light === 1 ? 790 : 224, 330, 560, air.key, 0.85) +
    wash('top', [under(air, '#c99a6c'), under(air, '#9a6d48')], 930) +
    plant(scene.light === 1 ? 120 : 900, 830, air, 0.7) +
    `<circle cx="${scene.light === 1 ? 300 : 720}" cy="900" r="42" fill="${under(air, '#e3a13f')}"/><circle cx="${scene.light === 1 ? 370 : 790}" cy="906" r="36" fill="${under(air, '#c9553f')}"/>`
  )
}

export const library: Draw = (scene, air, drawn) => {
  const spines = [
    '#7a3b3b',
    '#2f4f5f',
    '#c19a52',
    '#4f6b4f',
    '#8b5a78',
    '#d8c7a4',
    '#3d3a55',
    '#a8623f',
  ] as const
  const row = (y: number) => {
    let [x, books] = [-20, '']
    while (x < 1040) {
      const [width, high] = [drawn.between(26, 58), drawn.between(128, 178)]
      books += `<rect x="${x.toFixed(0)}" y="${(y - high).toFixed(0)}" width="${(width - 4).toFixed(0)}" height="${high.toFixed(0)}" rx="3" fill="${under(air, drawn.pick(spines))}"/><rect x="${(x + width * 0.2).toFixed(0)}" y="${(y - high * 0.8).toFixed(0)}" width="${(width * 0.5).toFixed(0)}" height="8" fill="#f0d79a" opacity=".55"/>`
      x += width
    }
    return `${books}<rect x="-10" y="${y}" width="1050" height="24" fill="${under(air, '#5c3c29')}"/>`
  }
  return (
    wash('case', [under(air, '#3f2a20'), under(air, '#2e1d17')]) +
    [190, 410, 630, 850, 1070, 1290].map(row).join('') +
    glow('lamp', scene.light === 1 ? 880 : 144, 420, 640, '#ffd79a', 0.75) +
    bokeh(drawn, { colours: ['#ffdfa8', '#ffc37a'], count: 9, top: 100, bottom: 700, size: 40 })
  )
}

export const home: Draw = (scene, air, drawn) => {
  const wall = under(air, drawn.pick(['#c79c86', '#a89a8c', '#93a294', '#b88a8f']))
  const x = scene.light === 1 ? 850 : 174
  const lamp = `<path d="M${x} 470V1000" stroke="#4a372f" stroke-width="12"/><path d="M${x - 110} 470L${x - 66} 300H${x + 66}L${x + 110} 470Z" fill="#ffe3b3"/>${glow('lamp', x, 430, 620, '#ffcf8f', 0.95)}`
  const frames = [
    [scene.light === 1 ? 110 : 620, 170, 200, 250],
    [scene.light === 1 ? 360 : 860, 220, 140, 180],
  ]
    .map(
      ([fx = 0, fy = 0, fw = 0, fh = 0], index) =>
        `<rect x="${fx}" y="${fy}" width="${fw}" height="${fh}" fill="#f3e7d6" stroke="#6b4a3a" stroke-width="14"/><circle cx="${fx + fw * 0.5}" cy="${fy + fh * 0.42}" r="${fw * 0.24}" fill="${index === 0 ? '#d98f72' : '#7d9a92'}"/><path d="M${fx + 14} ${fy + fh * 0.7}Q${fx + fw * 0.5} ${fy + fh * 0.5} ${fx + fw - 14} ${fy + fh * 0.72}V${fy + fh - 14}H${fx + 14}Z" fill="#8a6f7d"/>`,
    )
    .join('')
  const sofa = under(air, drawn.pick(['#6d7d74', '#8a5a68', '#b9875c', '#56647d']))
  const cushion = (cx: number, colour: string, turn: number) =>
    `<rect x="${cx - 90}" y="820" width="180" height="170" rx="34" fill="${colour}" transform="rotate(${turn} ${cx} 900)"/>`
  return (
    wash('wall', [mix(wall, '#ffe9c9', 0.15), wall, mix(wall, '#3a2530', 0.4)]) +
    frames +
    lamp +
    `<rect x="-60" y="800" width="1150" height="520" rx="70" fill="${sofa}"/><rect x="-60" y="940" width="1150" height="400" rx="60" fill="${mix(sofa, '#20141c', 0.22)}"/>` +
    cushion(150, '#e0b27a', -10) +
    cushion(890, '#d9c3b0', 12) +
    bokeh(drawn, { colours: ['#ffd79f', '#ffb876'], count: 10, top: 120, bottom: 780, size: 30 })
  )
}

/** No place in particular: the mood of a studio, with one big soft disc of light. */
export const abstract: Draw = (scene, air, drawn) => {
  const palettes: [readonly string[], ...(readonly string[])[]] = [
    ['#f6c7b4', '#c98ba8', '#6a4a6e'],
    ['#fbe0c0', '#e8a98c', '#8f4f63'],
    ['#dfe6d2', '#9fbda8', '#4a6b6c'],
    ['#e6ddf2', '#a99ac9', '#4f4a7c'],
    ['#fbe9cf', '#e3b98a', '#8a5a4a'],
    ['#d8e8f0', '#8fb3c9', '#45607f'],
    ['#f7d6da', '#d98fa0', '#713f5c'],
  ]
  const tones = drawn.pick(palettes)
  const x = scene.light === 1 ? 800 : 224
  const disc = `<circle cx="${x}" cy="${drawn.between(240, 380).toFixed(0)}" r="${drawn.between(270, 340).toFixed(0)}" fill="${lighter(tones[0] ?? air.key, 0.4)}" opacity=".62"/>`
  const swell = [0, 1]
    .map(
      (index) =>
        `<path d="M-60 ${880 + index * 170}Q${drawn.between(200, 420).toFixed(0)} ${700 + index * 170} 620 ${860 + index * 150}T1100 ${820 + index * 150}V1300H-60Z" fill="${tones[2] ?? ''}" opacity=".22"/>`,
    )
    .join('')
  return `<linearGradient id="mood" x1="${scene.light === 1 ? 0.2 : 0.8}" y1="0" x2="${scene.light === 1 ? 0.8 : 0.2}" y2="1">${stops(tones)}</linearGradient><rect width="1024" height="1280" fill="url(#mood)"/>${glow('key', x, 300, 640, lighter(tones[0] ?? '', 0.5), 0.7)}${disc}${swell}${leaves(drawn, { x: -40, y: 1080, width: 1100, height: 220 }, [tones[2] ?? '#000000'], 8).replaceAll(/opacity="[^"]*"/g, 'opacity=".12"')}`
}
