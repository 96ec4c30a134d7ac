import { css } from 'lit'

/** Everything that is pressed: pills, chips, icons and links that are buttons. */
export const buttonStyle = css`
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
  .between > .link:last-child {
    margin-inline-end: 0;
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
    text-decoration: none;
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
`
