import { css } from 'lit'

/** Buttons and the focus ring, the same in each element of the conversation. */
export const controlStyle = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  .button {
    font: inherit;
    color: inherit;
    border: 0;
    margin: 0;
    padding: 0;
    background: none;
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
    transition: transform var(--parlor-fast) var(--parlor-ease);
  }
  button:active,
  .button:active {
    transform: scale(0.96);
  }
  :focus-visible {
    outline: 2.5px solid var(--parlor-focus);
    outline-offset: 2px;
  }
  .icon {
    display: inline-grid;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 999px;
    flex: none;
  }
  .icon:hover {
    background: var(--parlor-sunken);
  }
  .main,
  .second {
    min-block-size: 44px;
    padding-inline: 20px;
    border-radius: 999px;
    font: 600 var(--parlor-t2) var(--parlor-font);
  }
  .main {
    background: var(--parlor-accent);
    color: var(--parlor-on-accent);
  }
  .second {
    border: 1px solid var(--parlor-control);
    color: var(--parlor-accent-ink);
  }
  .link {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 3px;
    min-block-size: 24px;
    padding-inline: 2px;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    button:active,
    .button:active {
      transform: none;
    }
  }
`
