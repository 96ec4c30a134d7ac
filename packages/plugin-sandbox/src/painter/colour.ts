/** Mixes two `#rrggbb` colours; `share` of the second, 0 to 1. */
export function mix(first: string, second: string, share: number): string {
  const [a, b] = [channels(first), channels(second)]
  const mixed = a.map((value, index) => Math.round(value + ((b[index] ?? 0) - value) * share))
  return '#' + mixed.map((value) => value.toString(16).padStart(2, '0')).join('')
}

export const lighter = (colour: string, share: number) => mix(colour, '#fff6ea', share)

/** Darkens towards plum instead of black: shadows stay warm. */
export const darker = (colour: string, share: number) => mix(colour, '#23101f', share)

/** Perceived brightness, 0 to 1. */
export function brightness(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour)
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}
