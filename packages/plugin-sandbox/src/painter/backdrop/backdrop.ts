import { chance } from '../../chance.ts'
import type { Place, Scene } from '../scene.ts'
import { type Air } from './air.ts'
import { abstract, home, kitchen, library, window } from './indoors.ts'
import { beach, type Draw, field, forest, garden, lake, mountain } from './outdoors.ts'
import { cafe, city, concert, street } from './town.ts'

const draw: Readonly<Record<Place, Draw>> = {
  abstract,
  window,
  beach,
  cafe,
  street,
  forest,
  garden,
  kitchen,
  mountain,
  city,
  library,
  concert,
  home,
  lake,
  field,
}

/** What lies behind the person, as the inside of an SVG of 1024 × 1280. It is blurred afterwards. */
export function backdrop(scene: Scene, air: Air): string {
  return draw[scene.place](scene, air, chance(`backdrop ${scene.grain}`))
}

/** How far it is out of focus, in pixels of the canvas: near things are softer. */
export function blur(scene: Scene): number {
  if (scene.place === 'abstract') return 3
  return ['cafe', 'street', 'city', 'concert', 'forest', 'garden', 'home'].includes(scene.place) ? 11 : 8
}

/** What falls in front of the person. */
export function weather(scene: Scene): string {
  if (
    scene.weather === 'clear' ||
    ['window', 'home', 'cafe', 'library', 'kitchen', 'concert'].includes(scene.place)
  )
    return ''
  const drawn = chance(`weather ${scene.grain}`)
  const fall = Array.from({ length: scene.weather === 'snow' ? 90 : 130 }, () => {
    const [x, y] = [drawn.between(-20, 1044).toFixed(0), drawn.between(-20, 1280).toFixed(0)]
    const faint = drawn.between(0.15, 0.75).toFixed(2)
    if (scene.weather === 'snow')
      return `<circle cx="${x}" cy="${y}" r="${drawn.between(3, 11).toFixed(1)}" fill="#fff" opacity="${faint}"/>`
    return `<path d="M${x} ${y}l-12 ${drawn.between(40, 84).toFixed(0)}" stroke="#eaf2ff" stroke-width="2.4" opacity="${(Number(faint) * 0.5).toFixed(2)}"/>`
  })
  return fall.join('')
}
