import { css } from 'lit'

export const photoCardStyle = css`
  :host {
    --caption: 0px;
    display: block;
    position: relative;
    inline-size: min(264px, 100%);
    padding-block-end: var(--caption);
    border-radius: var(--parlor-r-card);
    overflow: hidden;
    background: var(--parlor-sunken);
  }
  /* of the host, so that the frame has its size before its content is drawn: the picture's shape, and below
     it the caption's lines as padding */
  :host::before {
    content: '';
    display: block;
    aspect-ratio: var(--ratio, 0.8);
  }
  :host([captioned]) {
    --caption: 62px;
  }
  .box {
    position: absolute;
    inset: 0 0 var(--caption);
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
  .foot.asking {
    padding-block-start: 16px;
    background: rgb(28 14 26 / 0.86);
  }
  .question {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-end: 8px;
  }
  .question span {
    flex-basis: 100%;
  }
  .light {
    flex: 1 1 auto;
    min-block-size: 44px;
    padding-inline: 6px;
    white-space: nowrap;
    border: 1px solid rgb(255 255 255 / 0.7);
    border-radius: 999px;
    font: 600 var(--parlor-t2) var(--parlor-font);
  }
  .waiting :focus-visible {
    outline-color: #fff;
    box-shadow: 0 0 0 5px var(--parlor-focus);
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
  :host([captioned]) .picture:focus-visible {
    border-end-start-radius: 0;
    border-end-end-radius: 0;
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
  /* across from the tools, away from the photo's own mark below */
  .tag {
    position: absolute;
    inset-block-start: 19px;
    inset-inline-start: 12px;
    padding: 3px 9px;
    border-radius: 999px;
    background: rgb(32 18 30 / 0.78);
    color: #fff;
    font: 600 var(--parlor-t1) var(--parlor-font);
    pointer-events: none;
  }
  .caption {
    position: absolute;
    inset: auto 0 0;
    block-size: var(--caption);
    margin: 0;
    padding-inline: 16px;
    display: grid;
    align-content: center;
    font: italic 15px/21px var(--parlor-font-voice);
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .caption span {
    display: -webkit-box;
    -webkit-line-clamp: 2;
    -webkit-box-orient: vertical;
    overflow: hidden;
  }
  .failed {
    inset: 0;
    border: 1px solid var(--parlor-line);
    border-radius: inherit;
    background: var(--parlor-sunken);
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
    text-wrap: balance;
  }
  .failed .refusal {
    color: var(--parlor-danger);
    text-wrap: balance;
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
