import { css } from 'lit'
import { beside, flat } from './shape.ts'

/**
 * The box: a phone's whole screen, or a panel on a warm backdrop with the portrait on one side. Sizes answer
 * to the element's own box, so that `inline` on a narrow page looks like a phone.
 */
export const shellStyle = css`
  :host {
    display: block;
    container-type: size;
    block-size: 100%;
    min-block-size: 480px;
    color: var(--parlor-ink);
    background: var(--parlor-bg);
    font: 400 16px/24px var(--parlor-font);
    -webkit-text-size-adjust: 100%;
  }
  :host([mode='fullscreen']) {
    position: fixed;
    inset-block-start: var(--parlor-viewport-top, 0);
    inset-inline: 0;
    block-size: var(--parlor-viewport-height, 100dvh);
    min-block-size: 0;
  }
  :host([hidden]) {
    display: none;
  }
  .backdrop {
    block-size: 100%;
    display: flow-root;
    overflow: hidden;
  }
  .panel {
    position: relative;
    block-size: 100%;
    box-sizing: border-box;
    background: var(--parlor-bg);
    overflow: hidden;
  }
  .room {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  .scene {
    overflow-y: auto;
    overscroll-behavior: contain;
    /* what takes the focus stops above the button that stays at the end */
    scroll-padding-block-end: 80px;
    display: grid;
    grid-template: minmax(auto, 1fr) auto / minmax(0, 1fr);
  }
  .content {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    padding: 8px 24px calc(20px + env(safe-area-inset-bottom));
  }
  .scene:has(> .stage.full) {
    grid-template-rows: auto 1fr;
  }
  .stage.full ~ .content {
    padding-block-start: 22px;
    align-content: start;
  }
  .stage.none ~ .content {
    grid-row: 1 / -1;
    padding-block-start: 64px;
  }
  .coming {
    place-self: center;
    color: var(--parlor-ink-2);
    animation: arrive var(--parlor-slow) 400ms backwards;
  }
  .coming:focus {
    outline: none;
  }
  @keyframes arrive {
    from {
      opacity: 0;
      transform: translateY(6px);
    }
  }
  .content > * {
    animation: arrive var(--parlor-slow) var(--parlor-ease-out);
  }

  @container (max-width: 359px) {
    .content {
      padding-inline: 16px;
    }
  }
  @container (min-width: 680px) and (min-height: 560.02px) {
    .backdrop {
      background:
        radial-gradient(
          60% 70% at 12% 8%,
          color-mix(in oklab, var(--parlor-glow-1) 38%, transparent),
          transparent
        ),
        radial-gradient(
          60% 80% at 92% 96%,
          color-mix(in oklab, var(--parlor-glow-2) 34%, transparent),
          transparent
        ),
        var(--parlor-backdrop);
    }
    .room {
      inline-size: min(820px, 100% - 48px);
      block-size: calc(100% - 48px);
      margin: 24px auto;
      border-radius: var(--parlor-r-panel);
      box-shadow: var(--parlor-shadow-3);
    }
  }
  @container (min-width: 680px) and (max-width: 859px) and (min-height: 560.02px) {
    .scene {
      inline-size: min(520px, 100% - 48px);
      block-size: min(880px, 100% - 48px);
      margin: max(24px, (100cqh - 880px) / 2) auto;
      border-radius: var(--parlor-r-panel);
      box-shadow: var(--parlor-shadow-3);
    }
  }
  @container ${beside} {
    .scene,
    .scene:has(> .stage.full) {
      --high: min(760px, 100cqh - 64px);
      /* a photo's own 4:5 beside words that keep their room */
      --portrait: min(0.8 * var(--high), 100% - 420px);
      inline-size: min(1120px, 100% - 64px);
      block-size: var(--high);
      margin: max(32px, (100cqh - 760px) / 2) auto;
      border-radius: var(--parlor-r-panel);
      box-shadow: var(--parlor-shadow-3);
      grid-template: minmax(0, 1fr) / var(--portrait) minmax(0, 1fr);
      overflow: hidden;
    }
    .content,
    .stage.full ~ .content,
    .stage.none ~ .content {
      grid-area: 1 / 2;
      overflow-y: auto;
      overscroll-behavior: contain;
      scroll-padding-block-end: 80px;
      padding: 40px 48px;
      align-content: safe center;
    }
  }
  @container ${flat} {
    .scene,
    .scene:has(> .stage.full) {
      --high: 100cqh;
      --portrait: min(0.8 * var(--high), 38%);
      inline-size: 100%;
      margin: 0;
      border-radius: 0;
      box-shadow: none;
    }
    .content,
    .stage.full ~ .content,
    .stage.none ~ .content {
      padding-block: 16px;
      padding-inline: 28px max(28px, env(safe-area-inset-right));
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .content > * {
      animation: none;
    }
  }
`
