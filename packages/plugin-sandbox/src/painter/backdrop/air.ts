import type { Hour, Scene } from '../scene.ts'
import { mix } from '../colour.ts'

/** The light of an hour: sky from top to horizon, the key light, and what it does to everything else. */
export type Air = {
  readonly sky: readonly [string, string, string]
  readonly key: string
  /** Laid over the person: a colour and how much of it. */
  readonly tint: readonly [string, number]
  /** 0 day to 1 night: lamps are on from about 0.5. */
  readonly dark: number
}

const hours: Readonly<Record<Hour, Air>> = {
  morning: { sky: ['#bcd3e4', '#f3e0d2', '#fdf0dc'], key: '#ffe9c2', tint: ['#ffd9ae', 0.1], dark: 0 },
  day: { sky: ['#7fb7dd', '#b7d9ea', '#eaf3f1'], key: '#fff6df', tint: ['#fff2dc', 0.05], dark: 0 },
  sunset: { sky: ['#6f5a8c', '#e58a78', '#fcc886'], key: '#ffb072', tint: ['#ff8f56', 0.17], dark: 0.25 },
  evening: { sky: ['#37365c', '#8a5f7e', '#e39a80'], key: '#ffb27c', tint: ['#a8586a', 0.18], dark: 0.6 },
  night: { sky: ['#0d1330', '#1d2450', '#3a3a6b'], key: '#9fb6ff', tint: ['#2b3478', 0.22], dark: 1 },
}

export function airOf(scene: Scene): Air {
  const air = hours[scene.hour]
  if (scene.weather === 'clear') return air
  const [top, middle, low] = air.sky
  const veil = air.dark > 0.5 ? '#3f4860' : '#b4bfc9'
  const share = scene.weather === 'rain' ? 0.62 : 0.45
  return {
    ...air,
    sky: [mix(top, veil, share), mix(middle, veil, share), mix(low, '#dfe5ea', share * (1 - air.dark))],
    tint: ['#8fa3bd', Math.max(0.12, air.tint[1] * 0.7)],
  }
}

/** Colours of the ground go dim with the hour. */
export const under = (air: Air, colour: string) =>
  mix(mix(colour, air.sky[1], 0.12), '#161a38', air.dark * 0.55)
