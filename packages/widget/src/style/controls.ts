import { css } from 'lit'

/** Type, buttons, chips and fields, shared by every screen. Built on native elements only. */
export const controls = css`
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
  h1,
  h2,
  p,
  fieldset,
  legend,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  h1,
  .voice {
    font: 400 26px/33px var(--parlor-font-voice);
    letter-spacing: -0.005em;
    text-wrap: balance;
  }
  h1.large {
    font-size: 32px;
    line-height: 39px;
  }
  h2 {
    font: 600 16px/24px var(--parlor-font);
  }
  h1:focus,
  h2:focus {
    outline: none;
  }
  .eyebrow {
    color: var(--parlor-accent-ink);
    font: 600 13px/18px var(--parlor-font);
  }
  .quiet {
    color: var(--parlor-ink-2);
  }
  .small {
    font-size: 14px;
    line-height: 20px;
  }
  .tiny {
    font-size: 13px;
    line-height: 18px;
  }
  .stack {
    display: flex;
    flex-direction: column;
    gap: 16px;
  }
  .stack.tight {
    gap: 8px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .between {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    flex-wrap: wrap;
  }
  a,
  button.link {
    color: var(--parlor-accent-ink);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
    touch-action: manipulation;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
    opacity: 0.6;
  }
  /* a button that works stays focusable: a disabled one would drop the focus of whoever pressed it */
  .pill[aria-busy='true'] {
    cursor: progress;
  }
  button.link {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 44px;
    padding: 0 4px;
    margin-inline: -4px;
    background: none;
    border: 0;
    border-radius: var(--parlor-r-s);
    font-size: 15px;
    text-align: start;
  }
  .pill {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 48px;
    padding: 10px 24px;
    border: 1.5px solid var(--parlor-control);
    border-radius: 999px;
    background: transparent;
    color: var(--parlor-accent-ink);
    font-weight: 600;
    line-height: 22px;
    transition:
      background var(--parlor-base) var(--parlor-ease),
      border-color var(--parlor-base) var(--parlor-ease),
      transform var(--parlor-fast) var(--parlor-ease);
  }
  .pill.primary {
    border-color: var(--parlor-accent);
    background: var(--parlor-accent);
    color: var(--parlor-on-accent);
  }
  .pill.wide {
    inline-size: 100%;
  }
  .pill.compact {
    min-block-size: 44px;
    padding: 8px 18px;
    font-size: 15px;
  }
  .pill:not(:disabled):active,
  .chip:active {
    transform: scale(0.98);
  }
  .chip {
    position: relative;
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-block-size: 44px;
    padding: 8px 16px;
    border: 1.5px solid var(--parlor-control);
    border-radius: 999px;
    background: var(--parlor-surface);
    color: var(--parlor-ink);
    font-size: 15px;
    line-height: 20px;
    cursor: pointer;
    transition:
      background var(--parlor-base) var(--parlor-ease),
      border-color var(--parlor-base) var(--parlor-ease),
      transform var(--parlor-fast) var(--parlor-ease);
  }
  .chip.small {
    padding: 6px 13px;
    font-size: 14px;
  }
  .chip[aria-pressed='true'],
  .chip:has(input:checked) {
    border-color: var(--parlor-accent);
    background: var(--parlor-accent);
    color: var(--parlor-on-accent);
  }
  .chip input {
    position: absolute;
    opacity: 0;
    pointer-events: none;
    inline-size: 1px;
    block-size: 1px;
    margin: 0;
  }
  .icon {
    display: inline-grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: transparent;
    color: var(--parlor-ink);
    flex: none;
  }
  .icon.edged {
    border: 1.5px solid var(--parlor-control);
    background: var(--parlor-surface);
  }
  @media (hover: hover) {
    .pill:not(.primary, :disabled):hover,
    .chip:not([aria-pressed='true']):not(:has(input:checked)):hover,
    .icon:hover {
      background: var(--parlor-sunken);
    }
    .pill.primary:not(:disabled):hover {
      background: color-mix(in oklab, var(--parlor-accent) 90%, var(--parlor-ink));
    }
  }
  svg.glyph {
    inline-size: 20px;
    block-size: 20px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.7;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  label,
  legend,
  .label {
    font: 600 14px/20px var(--parlor-font);
  }
  label.chip {
    font: 400 15px/20px var(--parlor-font);
  }
  .field {
    display: flex;
    flex-direction: column;
    gap: 8px;
  }
  .box {
    position: relative;
    display: flex;
    align-items: center;
    min-block-size: 48px;
    border: 1.5px solid var(--parlor-control);
    border-radius: var(--parlor-r-m);
    background: var(--parlor-surface);
  }
  .box input,
  .box textarea {
    flex: 1;
    min-inline-size: 0;
    inline-size: 100%;
    padding: 11px 16px;
    border: 0;
    border-radius: inherit;
    background: transparent;
    color: inherit;
    font: 400 16px/24px var(--parlor-font);
  }
  .box input:focus-visible,
  .box textarea:focus-visible {
    outline: none;
  }
  ::placeholder {
    color: var(--parlor-ink-2);
    opacity: 0.85;
  }
  fieldset.field legend {
    margin-block-end: 8px;
  }
  .field.wrong .box {
    border-color: var(--parlor-danger);
  }
  .problem {
    display: flex;
    gap: 8px;
    color: var(--parlor-danger);
    font-size: 14px;
    line-height: 20px;
  }
  .banner {
    padding: 12px 16px;
    border-radius: var(--parlor-r-m);
    background: var(--parlor-accent-soft);
    color: var(--parlor-ink);
    font-size: 14px;
    line-height: 20px;
  }
  .banner.danger {
    background: var(--parlor-danger-soft);
    color: var(--parlor-danger);
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
  progress {
    appearance: none;
    inline-size: 100%;
    block-size: 6px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    background: var(--parlor-line);
  }
  progress::-webkit-progress-bar {
    background: var(--parlor-line);
  }
  progress::-webkit-progress-value {
    border-radius: 3px;
    background: var(--parlor-accent);
    transition: inline-size 1s linear;
  }
  progress::-moz-progress-bar {
    border-radius: 3px;
    background: var(--parlor-accent);
  }
  progress:indeterminate {
    background: var(--parlor-accent);
    animation: waiting 1.2s 4 alternate ease-in-out;
  }
  progress:indeterminate::-webkit-progress-bar {
    background: var(--parlor-accent);
  }
  @keyframes waiting {
    from {
      opacity: 0.35;
    }
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
