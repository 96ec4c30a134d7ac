import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit'

const paths = {
  back: svg`<path d="M12.5 4.5 7 10l5.5 5.5" />`,
  close: svg`<path d="m5 5 10 10M15 5 5 15" />`,
  plus: svg`<path d="M10 4v12M4 10h12" />`,
  minus: svg`<path d="M4 10h12" />`,
  eye: svg`<path d="M2 10s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S2 10 2 10Z" /><circle cx="10" cy="10" r="2.4" />`,
  'eye-off': svg`<path d="m3 3 14 14M8.2 4.7A8 8 0 0 1 10 4.5c5 0 8 5.5 8 5.5a13 13 0 0 1-2.2 2.8M5 6.2A13.6 13.6 0 0 0 2 10s3 5.5 8 5.500a8 8 0 0 0 3.6-.9M8.3 8.300a2.4 2.4 0 0 0 3.4 3.4" />`,
  again: svg`<path d="M16 10a6 6 0 1 1-1.8-4.300L16 7.500M16 3.500v4h-4" />`,
  lock: svg`<rect x="4.5" y="9" width="11" height="8" rx="2" /><path d="M7 9V6.500a3 3 0 0 1 6 0V9" />`,
  frame: svg`<rect x="2.5" y="3.5" width="15" height="13" rx="2.5" /><path d="m5 13.5 3.5-4 3 3 1.5-1.5 2.5 2.5" />`,
  check: svg`<path d="m4.5 10.5 3.5 3.5 7.5-8" />`,
} as const satisfies Record<string, SVGTemplateResult>

/** A line drawing of 20 px that says nothing to a screen reader: the button around it has the name. */
export function glyph(name: keyof typeof paths): TemplateResult {
  return html`<svg class="glyph" viewBox="0 0 20 20" aria-hidden="true">${paths[name]}</svg>`
}
