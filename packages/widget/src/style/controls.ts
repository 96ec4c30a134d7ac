import { css } from 'lit'
import { buttonStyle } from './button-style.ts'
import { fieldStyle } from './field-style.ts'
import { progressStyle } from './progress-style.ts'
import { typeStyle } from './type-style.ts'

const ground = css`
  :host {
    display: block;
    color: var(--parlor-ink);
    font: 400 16px/24px var(--parlor-font);
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
`

// after the parts, since it speaks about all of them
const states = css`
  svg.glyph {
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  button:focus-visible,
  a:focus-visible,
  summary:focus-visible,
  .box:has(:focus-visible),
  .chip:has(:focus-visible),
  .tier:has(:focus-visible) {
    outline: 2.5px solid var(--parlor-focus);
    outline-offset: 2px;
  }
  a:focus-visible {
    border-radius: 2px;
  }
  .box:has(button:focus-visible) {
    outline: none;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      transition-duration: 0.01ms !important;
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
    }
  }
  @media (forced-colors: active) {
    .chip[aria-pressed='true'],
    .chip:has(input:checked) {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`

/** Type, buttons, chips and fields, shared by every screen. Built on native elements only. */
export const controls = [ground, typeStyle, buttonStyle, fieldStyle, progressStyle, states]
