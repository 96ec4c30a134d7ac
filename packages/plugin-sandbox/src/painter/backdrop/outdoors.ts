import type { Chance } from '../../chance.ts'
import { lighter, mix } from '../colour.ts'
import type { Scene } from '../scene.ts'
import { type Air, under } from './air.ts'
import { bokeh, glow, leaves, ridge, sky, wash } from './brush.ts'

export type Draw = (scene: Scene, air: Air, drawn: Chance) => string

/** The sun or the moon, on the side from where the light comes. */
function sun(scene: Scene, air: Air, y: number): string {
  const x = scene.light === 1 ? 850 : 174
  const disc =
    air.dark > 0.8
      ? `<circle cx="${x}" cy="${y - 60}" r="46" fill="#f4f0dc"/>`
      : `<circle cx="${x}" cy="${y}" r="74" fill="${lighter(air.key, 0.5)}"/>`
  return scene.weather === 'clear' ? glow('sun', x, y, 520, air.key, 0.85) + disc : ''
}

const stars = (air: Air, drawn: Chance) =>
  air.dark < 0.9
    ? ''
    : Array.from(
        { length: 50 },
        () =>
          `<circle cx="${drawn.between(0, 1024).toFixed(0)}" cy="${drawn.between(0, 560).toFixed(0)}" r="${drawn.between(1.5, 4).toFixed(1)}" fill="#fff" opacity="${drawn.between(0.3, 0.9).toFixed(2)}"/>`,
      ).join('')

const clouds = (air: Air, drawn: Chance) =>
  Array.from({ length: 5 }, () => {
    const [x, y] = [drawn.between(-60, 1000), drawn.between(40, 380)]
    return `<g fill="${mix('#ffffff', air.sky[2], 0.3)}" opacity="${(0.55 - air.dark * 0.4).toFixed(2)}"><ellipse cx="${x}" cy="${y}" rx="150" ry="26"/><ellipse cx="${x + 50}" cy="${y - 24}" rx="86" ry="30"/><ellipse cx="${x - 44}" cy="${y - 14}" rx="66" ry="24"/></g>`
  }).join('')

export const beach: Draw = (scene, air, drawn) => {
  const sea = [under(air, mix(air.sky[2], '#7fc3c9', 0.55)), under(air, '#3f93a8'), under(air, '#5aa9b3')]
  const foam = [0, 1, 2, 3]
    .map((index) =>
      ridge(drawn, {
        y: 884 + index * 22,
        height: 16,
        steps: 9,
        fill: index % 2 === 0 ? under(air, '#f4fbfa') : under(air, '#8ecbcd'),
      }),
    )
    .join('')
  const glitter = Array.from(
    { length: 46 },
    () =>
      `<rect x="${((scene.light === 1 ? 850 : 174) + drawn.between(-150, 150)).toFixed(0)}" y="${drawn.between(640, 860).toFixed(0)}" width="${drawn.between(24, 90).toFixed(0)}" height="6" rx="3" fill="${lighter(air.key, 0.4)}" opacity=".6"/>`,
  ).join('')
  return (
    sky(air, 640) +
    stars(air, drawn) +
    clouds(air, drawn) +
    sun(scene, air, air.dark > 0.2 ? 520 : 210) +
    wash('sea', sea, 628, 900) +
    glitter +
    foam +
    ridge(drawn, { y: 972, height: 34, steps: 6, fill: under(air, '#ecd3aa') }) +
    wash('sand', [under(air, '#ecd3aa'), under(air, '#d3ae80')], 968)
  )
}

export const lake: Draw = (scene, air, drawn) => {
  const far = under(air, mix('#6b8ba0', air.sky[1], 0.3))
  const posts = [90, 250, 800, 960]
    .map((x) => `<rect x="${x}" y="800" width="34" height="500" rx="8" fill="${under(air, '#6d5545')}"/>`)
    .join('')
  return (
    sky(air, 700) +
    stars(air, drawn) +
    clouds(air, drawn) +
    sun(scene, air, 400) +
    ridge(drawn, { y: 650, height: 190, steps: 6, fill: far }) +
    ridge(drawn, { y: 668, height: 90, steps: 8, fill: under(air, '#4c7263') }) +
    wash('water', [under(air, mix(air.sky[2], '#7fa9b5', 0.5)), under(air, '#3f6f86')], 660) +
    glow('shine', scene.light === 1 ? 850 : 174, 760, 300, air.key, 0.6) +
    posts +
    `<rect x="-10" y="880" width="1050" height="30" fill="${under(air, '#8a6c56')}"/>`
  )
}

export const mountain: Draw = (scene, air, drawn) => {
  const snow = scene.weather === 'snow'
  const far = under(air, mix('#8fa5bf', air.sky[2], 0.35))
  const peaks = [
    [120, 330, 330],
    [420, 240, 380],
    [800, 300, 400],
    [1010, 400, 260],
  ]
    .map(
      ([x = 0, y = 0, wide = 0]) =>
        `<path d="M${x - wide} 900L${x} ${y}L${x + wide} 900Z" fill="${far}"/><path d="M${x} ${y}L${x + wide} 900L${x + wide * 0.1} 900Z" fill="${under(air, '#6d83a1')}" opacity=".6"/><path d="M${x} ${y}L${x + 70} ${y + 122}L${x + 24} ${y + 98}L${x - 8} ${y + 140}L${x - 40} ${y + 96}L${x - 72} ${y + 118}Z" fill="${under(air, '#f6fafc')}"/>`,
    )
    .join('')
  const near = snow ? ['#eef4f8', '#dfe8f0'] : ['#5f8465', '#7a9a5c']
  const pines = Array.from({ length: 15 }, (_, index) => {
    const [x, high] = [index * 78 - 20 + drawn.between(-20, 20), drawn.between(120, 220)]
    return `<path d="M${x} ${850 - high}L${x + 50} 870H${x - 50}Z" fill="${under(air, snow ? '#6e8a94' : '#3c5f4c')}"/>${snow ? `<path d="M${x} ${850 - high}L${x + 20} ${850 - high * 0.6}H${x - 20}Z" fill="#f2f6f9" opacity=".9"/>` : ''}`
  }).join('')
  return (
    sky(air) +
    stars(air, drawn) +
    clouds(air, drawn) +
    sun(scene, air, 260) +
    peaks +
    pines +
    ridge(drawn, { y: 880, height: 60, steps: 5, fill: under(air, near[0] ?? '') }) +
    ridge(drawn, { y: 1010, height: 70, steps: 4, fill: under(air, near[1] ?? '') })
  )
}

export const forest: Draw = (scene, air, drawn) => {
  const greens = ['#56804f', '#79a05a', '#a6bf6a', '#466b4a'].map((colour) => under(air, colour)) as [
    string,
    ...string[],
  ]
  const trunks = Array.from(
    { length: 9 },
    (_, index) =>
      `<path d="M${index * 128 - 20} 1300L${index * 128 + drawn.between(-16, 26)} -20h${drawn.between(24, 60)}l22 1320Z" fill="${under(air, mix('#6b5645', '#a9b58c', drawn.between(0.1, 0.7)))}"/>`,
  ).join('')
  return (
    wash('mist', [under(air, '#9db98a'), lighter(under(air, '#d8e2ae'), 0.25), under(air, '#7f9a64')]) +
    glow('sun', scene.light === 1 ? 800 : 224, 300, 640, air.key, 0.95) +
    trunks +
    leaves(drawn, { x: -60, y: -60, width: 1140, height: 420 }, greens, 90) +
    leaves(drawn, { x: -60, y: 940, width: 1140, height: 360 }, greens, 60) +
    bokeh(drawn, { colours: [air.key, '#f3f6c9'], count: 20, top: 60, bottom: 760, size: 34 })
  )
}

export const garden: Draw = (scene, air, drawn) => {
  const greens = ['#7fa763', '#a4c27d', '#5f8a5a'].map((colour) => under(air, colour)) as [
    string,
    ...string[],
  ]
  const petals = ['#f2a7b5', '#fbd9a0', '#f7efe6', '#d77f9f', '#c5a3d9'].map((colour) =>
    under(air, colour),
  ) as [string, ...string[]]
  const blooms = Array.from({ length: 70 }, () => {
    const [x, y, size] = [drawn.between(-20, 1040), drawn.between(420, 1260), drawn.between(14, 34)]
    return `<circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${size.toFixed(0)}" fill="${drawn.pick(petals)}" opacity=".9"/><circle cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" r="${(size * 0.35).toFixed(0)}" fill="${under(air, '#e6b450')}"/>`
  }).join('')
  return (
    sky(air, 700) +
    sun(scene, air, 220) +
    leaves(drawn, { x: -60, y: 250, width: 1140, height: 220 }, greens, 60) +
    wash('lawn', [greens[0], greens[2] ?? greens[0]], 440) +
    leaves(drawn, { x: -60, y: 430, width: 1140, height: 860 }, greens, 90) +
    blooms
  )
}

export const field: Draw = (scene, air, drawn) => {
  const stalks = Array.from({ length: 120 }, () => {
    const x = drawn.between(-30, 1050)
    return `<path d="M${x.toFixed(0)} 1300Q${(x + drawn.between(-20, 30)).toFixed(0)} 1100 ${(x + drawn.between(-50, 50)).toFixed(0)} ${drawn.between(880, 1020).toFixed(0)}" stroke="${under(air, drawn.pick(['#e2c07a', '#cfa65a', '#f0d79a']))}" stroke-width="${drawn.between(4, 9).toFixed(0)}" fill="none" opacity=".8"/>`
  }).join('')
  return (
    sky(air, 820) +
    stars(air, drawn) +
    clouds(air, drawn) +
    sun(scene, air, air.dark > 0.2 ? 560 : 240) +
    ridge(drawn, { y: 760, height: 110, steps: 5, fill: under(air, '#8ea67c') }) +
    ridge(drawn, { y: 830, height: 80, steps: 4, fill: under(air, '#b6b46c') }) +
    wash('wheat', [under(air, '#dcbc74'), under(air, '#b98e4a')], 840) +
    stalks
  )
}
