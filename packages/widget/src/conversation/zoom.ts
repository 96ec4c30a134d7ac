/** How large a picture is drawn, 1 to 4 times its fitted size, and how far it is moved, in pixels. */
export type Zoom = { readonly scale: number; readonly x: number; readonly y: number }

export const fitted: Zoom = { scale: 1, x: 0, y: 0 }

const largest = 4

/** Keeps the middle of the view in the middle; fitted again, the picture is back in its place. */
export function zoomed(zoom: Zoom, factor: number): Zoom {
  const scale = Math.min(largest, Math.max(1, zoom.scale * factor))
  if (scale < 1.01) return fitted
  const ratio = scale / zoom.scale
  return { scale, x: zoom.x * ratio, y: zoom.y * ratio }
}

/** A fitted picture does not move. */
export function moved(zoom: Zoom, x: number, y: number): Zoom {
  return zoom.scale === 1 ? zoom : { ...zoom, x: zoom.x + x, y: zoom.y + y }
}
