import { html, svg } from 'lit'
import type { TemplateResult } from 'lit'

const icon = (shapes: TemplateResult<2>): TemplateResult => html`
  <svg
    viewBox="0 0 24 24"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${shapes}
  </svg>
`

export const menuIcon = icon(svg`
  <circle cx="5" cy="12" r="1.4" fill="currentColor" stroke="none" />
  <circle cx="12" cy="12" r="1.4" fill="currentColor" stroke="none" />
  <circle cx="19" cy="12" r="1.4" fill="currentColor" stroke="none" />`)
export const sendIcon = icon(
  svg`<path d="M5 4.6 20 12 5 19.4l2.6-7.4z" fill="currentColor" /><path d="M7.6 12H13" stroke="var(--parlor-accent)" />`,
)
export const stopIcon = icon(
  svg`<rect x="7" y="7" width="10" height="10" rx="2.2" fill="currentColor" stroke="none" />`,
)
export const photoIcon = icon(svg`
  <rect x="3.5" y="5" width="17" height="14" rx="2.6" /><path d="m4.5 17 4.6-5 3.6 3.6 2.6-2.4 4.2 3.8" /><circle cx="15.4" cy="9.4" r="1.2" fill="currentColor" stroke="none" />`)
export const expandIcon = icon(svg`<path d="M14 4.5h5.5V10M19 5l-6 6M10 19.5H4.5V14M5 19l6-6" />`)
export const saveIcon = icon(svg`<path d="M12 4v10.5m0 0 4.2-4.2M12 14.5l-4.2-4.2M5 19.5h14" />`)
export const closeIcon = icon(svg`<path d="M6 6l12 12M18 6 6 18" />`)
export const previousIcon = icon(svg`<path d="m14.5 5-7 7 7 7" />`)
export const nextIcon = icon(svg`<path d="m9.5 5 7 7-7 7" />`)
export const plusIcon = icon(svg`<path d="M12 5.5v13M5.5 12h13" />`)
export const minusIcon = icon(svg`<path d="M5.5 12h13" />`)
export const downIcon = icon(svg`<path d="M12 5v13.5m0 0 5.5-5.5M12 18.5 6.5 13" />`)
export const offlineIcon = icon(svg`<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.300M19.8 3.800v4h-4" />`)
