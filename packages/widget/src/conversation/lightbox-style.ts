import { css } from 'lit'

export const lightboxStyle = css`
  dialog {
    inline-size: 100%;
    block-size: 100%;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    border: 0;
    overflow: hidden;
    overscroll-behavior: contain;
    background: #120b12;
    color: #fff;
    font: var(--parlor-t2) var(--parlor-font);
  }
  dialog[open] {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    animation: appear var(--parlor-base) var(--parlor-ease-out);
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  dialog::backdrop {
    background: rgb(12 7 12 / 0.9);
  }
  .top,
  .bottom {
    position: relative;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 4px;
    padding: 8px 12px;
    background: #120b12;
  }
  .count {
    flex: 1;
    padding-inline-start: 8px;
    font-variant-numeric: tabular-nums;
  }
  .icon {
    color: #fff;
  }
  .icon:hover {
    background: rgb(255 255 255 / 0.14);
  }
  :focus-visible {
    outline-color: #c9c2ff;
  }
  .stage {
    margin: 0;
    min-block-size: 0;
    display: grid;
    place-items: center;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    overflow: hidden;
    touch-action: none;
    cursor: zoom-in;
  }
  .zoomed {
    cursor: grab;
  }
  .zoomed:active {
    cursor: grabbing;
  }
  img {
    max-inline-size: 100%;
    max-block-size: 100%;
    border-radius: var(--parlor-r-s);
    user-select: none;
    will-change: transform;
  }
  .bottom {
    gap: 12px;
    padding: 12px 20px max(16px, env(safe-area-inset-bottom));
    min-block-size: 56px;
  }
  .tag {
    flex: none;
    padding: 3px 9px;
    border-radius: 999px;
    background: rgb(255 255 255 / 0.16);
    font: 600 var(--parlor-t1) var(--parlor-font);
  }
  .origin {
    flex: none;
    display: grid;
    place-items: center;
    min-block-size: 44px;
    margin-inline-start: auto;
    color: inherit;
    font-size: 15px;
    text-underline-offset: 3px;
  }
  .caption {
    min-inline-size: 0;
    font: 17px/24px var(--parlor-font-voice);
    overflow-wrap: anywhere;
  }
  .side {
    position: absolute;
    z-index: 1;
    inset-block-start: calc(50% - 22px);
    background: rgb(32 18 30 / 0.66);
  }
  .side:hover {
    background: rgb(60 40 58 / 0.9);
  }
  .previous {
    inset-inline-start: 12px;
  }
  .next {
    inset-inline-end: 12px;
  }
  .side:dir(rtl) svg {
    transform: scaleX(-1);
  }
  @media (prefers-reduced-motion: reduce) {
    dialog[open] {
      animation: none;
    }
  }
`
