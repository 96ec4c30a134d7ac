import type { Chance } from '../../chance.ts'
import type { Air } from './air.ts'

export const stops = (colours: readonly string[]) =>
  colours
    .map(
      (colour, index) => `<stop offset="${index / Math.max(1, colours.length - 1)}" stop-color="${colour}"/>`,
    )
    .join('')

/** A rectangle over the full width with a gradient from top to bottom. */
export function wash(id: string, colours: readonly string[], top = 0, bottom = 1280): string {
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops(colours)}</linearGradient><rect y="${top}" width="1024" height="${bottom - top}" fill="url(#${id})"/>`
}

export const sky = (air: Air, bottom = 1280) => wash('sky', air.sky, 0, bottom)

/** A soft disc of light. */
export function glow(
  id: string,
  x: number,
  y: number,
  radius: number,
  colour: string,
  strength = 0.8,
): string {
  return `<radialGradient id="${id}"><stop offset="0" stop-color="${colour}" stop-opacity="${strength}"/><stop offset=".45" stop-color="${colour}" stop-opacity="${strength * 0.35}"/><stop offset="1" stop-color="${colour}" stop-opacity="0"/></radialGradient><circle cx="${x}" cy="${y}" r="${radius}" fill="url(#${id})"/>`
}

/** Out-of-focus lights. */
export function bokeh(
  drawn: Chance,
  options: {
    readonly colours: readonly [string, ...string[]]
    readonly count: number
    readonly top: number
    readonly bottom: number
    readonly size?: number
  },
): string {
  const size = options.size ?? 46
  return Array.from({ length: options.count }, () => {
    const radius = size * drawn.between(0.4, 1.3)
    return `<circle cx="${drawn.between(-20, 1044).toFixed(0)}" cy="${drawn.between(options.top, options.bottom).toFixed(0)}" r="${radius.toFixed(0)}" fill="${drawn.pick(options.colours)}" opacity="${drawn.between(0.18, 0.6).toFixed(2)}"/>`
  }).join('')
}

/** A ridge across the picture: hills, mountains, tree lines, waves. */
export function ridge(
  drawn: Chance,
  options: {
    readonly y: number
    readonly height: number
    readonly steps: number
    readonly fill: string
    readonly sharp?: true
  },
): string {
  const points = Array.from({ length: options.steps + 1 }, (_, index) => {
    const x = (index / options.steps) * 1144 - 60
    return [
      x,
      options.y - drawn.between(0, 1) * options.height * (options.sharp && index % 2 === 0 ? 0.25 : 1),
    ] as const
  })
  const line = points.map(([x, y], index) => {
    const before = points[index - 1]
    if (options.sharp || before === undefined)
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(0)} ${y.toFixed(0)}`
    const middle = ((before[0] + x) / 2).toFixed(0)
    return `C${middle} ${before[1].toFixed(0)} ${middle} ${y.toFixed(0)} ${x.toFixed(0)} ${y.toFixed(0)}`
  })
  return `<path d="${line.join('')}V1300H-60Z" fill="${options.fill}"/>`
}

/** A round crown of leaves made of blots in three tones. */
export function leaves(
  drawn: Chance,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  colours: readonly [string, ...string[]],
  count: number,
): string {
  return Array.from({ length: count }, () => {
    const x = box.x + drawn.between(0, box.width)
    const y = box.y + drawn.between(0, box.height)
    return `<ellipse cx="${x.toFixed(0)}" cy="${y.toFixed(0)}" rx="${drawn.between(26, 74).toFixed(0)}" ry="${drawn.between(18, 48).toFixed(0)}" fill="${drawn.pick(colours)}" opacity="${drawn.between(0.5, 0.95).toFixed(2)}"/>`
  }).join('')
}
