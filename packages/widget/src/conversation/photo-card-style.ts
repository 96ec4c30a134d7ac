import { css } from 'lit'

export const photoCardStyle = css`
  :host {
    display: block;
    inline-size: min(264px, 100%);
    /* on the host, so that the box has its size before its content is drawn */
    aspect-ratio: var(--ratio, 0.8);
  }
  .box {
    position: relative;
    block-size: 100%;
    border-radius: var(--parlor-r-card);
    overflow: hidden;
    background: linear-gradient(150deg, var(--parlor-glow-1), var(--parlor-glow-2) 55%, var(--parlor-glow-3));
    isolation: isolate;
  }
  .backdrop {
    position: absolute;
    inset: 0;
  }
  .backdrop img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    filter: blur(16px) saturate(0.8);
    transform: scale(1.15);
  }
  .foot {
    position: absolute;
    inset: auto 0 0;
    display: grid;
    gap: 4px;
    padding: 56px 16px 16px;
    color: #fff;
    background: linear-gradient(transparent, rgb(28 14 26 / 0.82) 60%);
    font: var(--parlor-t2) var(--parlor-font);
  }
  .foot strong {
    font-weight: 600;
    font-size: 15px;
  }
  .stage {
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .bar {
    block-size: 4px;
    margin-block-start: 6px;
    border-radius: 4px;
    background: rgb(255 255 255 / 0.3);
    overflow: hidden;
  }
  .bar span {
    display: block;
    block-size: 100%;
    border-radius: inherit;
    background: #fff;
    transform: scaleX(0);
    transform-origin: left;
    transition: transform 1s linear;
  }
  .bar:dir(rtl) span {
    transform-origin: right;
  }
  .late span {
    opacity: 0.55;
  }
  .picture {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
  }
  .picture:active {
    transform: none;
  }
  .picture:focus-visible {
    outline-offset: -6px;
    outline-color: #fff;
    box-shadow: inset 0 0 0 3px var(--parlor-focus);
    border-radius: var(--parlor-r-card);
  }
  .picture img {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    opacity: 0;
  }
  .picture img.loaded {
    opacity: 1;
    transition: opacity var(--parlor-base) var(--parlor-ease);
  }
  .picture img.arriving.loaded {
    animation: sharpen 900ms var(--parlor-ease-out);
  }
  @keyframes sharpen {
    from {
      opacity: 0;
      filter: blur(14px) saturate(0.6);
      transform: scale(1.04);
    }
  }
  .tools {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    display: flex;
    gap: 4px;
  }
  .tools .icon {
    background: rgb(32 18 30 / 0.66);
    color: #fff;
  }
  .tools .icon:hover {
    background: rgb(32 18 30 / 0.86);
  }
  .words {
    position: absolute;
    inset: auto 0 0;
    padding: 12px;
    display: grid;
    gap: 8px;
    justify-items: start;
    pointer-events: none;
    isolation: isolate;
  }
  .captioned {
    padding-block-start: 48px;
  }
  .captioned::before {
    content: '';
    position: absolute;
    inset: 0;
    z-index: -1;
    background: linear-gradient(transparent, rgb(28 14 26 / 0.78) 70%);
    /* the photo's own mark in this corner is never veiled */
    mask: radial-gradient(56px 40px at calc(100% - 25px) calc(100% - 17px), transparent 60%, #000 100%);
  }
  .tag {
    padding: 3px 9px;
    border-radius: 999px;
    background: rgb(32 18 30 / 0.78);
    color: #fff;
    font: 600 var(--parlor-t1) var(--parlor-font);
  }
  .caption {
    /* beside the mark in the photo's corner, not over it */
    margin-inline-end: 48px;
    color: #fff;
    font: 15px/21px var(--parlor-font-voice);
    overflow-wrap: anywhere;
    display: -webkit-box;
    -webkit-line-clamp: 3;
    -webkit-box-orient: vertical;
    overflow: hidden;
  }
  .failed {
    background: var(--parlor-sunken);
    border: 1px solid var(--parlor-line);
    color: var(--parlor-ink);
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 10px;
    padding: 20px;
    text-align: center;
    font: var(--parlor-t2) var(--parlor-font);
  }
  .failed strong {
    font: 600 var(--parlor-t3) var(--parlor-font);
    text-wrap: balance;
  }
  .failed .free {
    color: var(--parlor-ink-2);
    margin-block-end: 6px;
  }
  @media (prefers-reduced-motion: reduce) {
    .bar span {
      transition: none;
    }
    .picture img.arriving.loaded {
      animation: none;
    }
    .picture img.loaded {
      transition-duration: 80ms;
    }
  }
`
