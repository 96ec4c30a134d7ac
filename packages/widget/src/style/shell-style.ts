import { css } from 'lit'

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
    display: grid;
    grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
  }
  .stage {
    position: relative;
    min-block-size: max(200px, 30cqh);
    margin-block-end: -72px;
  }
  .stage parlor-portrait {
    position: absolute;
    inset: 0;
    mask-image: linear-gradient(
      #000 calc(100% - 220px),
      rgb(0 0 0 / 0.45) calc(100% - 120px),
      rgb(0 0 0 / 0.1) calc(100% - 56px),
      transparent calc(100% - 8px)
    );
  }
  .stage.strip {
    min-block-size: max(180px, 27cqh);
    margin-block-end: -20px;
  }
  .stage.strip parlor-portrait {
    mask-image: linear-gradient(#000 calc(100% - 96px), rgb(0 0 0 / 0.3) calc(100% - 40px), transparent);
  }
  .stage.full {
    min-block-size: 56cqh;
    margin-block-end: 0;
  }
  .stage.full parlor-portrait {
    mask-image: none;
  }
  .stage.full::after {
    content: '';
    position: absolute;
    inset: 45% 0 0;
    background: linear-gradient(transparent, rgb(24 10 22 / 0.32) 35%, rgb(24 10 22 / 0.86));
    pointer-events: none;
  }
  .stage.none {
    display: none;
  }
  .content {
    position: relative;
    display: grid;
    padding: 8px 24px calc(28px + env(safe-area-inset-bottom));
  }
  .stage.full ~ .content {
    padding-block-start: 20px;
  }
  .stage.none ~ .content {
    grid-row: 1 / -1;
    padding-block-start: 64px;
    align-content: start;
  }
  .steps {
    position: absolute;
    inset-block-start: calc(14px + env(safe-area-inset-top));
    inset-inline: 24px;
    display: flex;
    gap: 8px;
  }
  .steps i {
    flex: 1;
    block-size: 3px;
    border-radius: 2px;
    background: rgb(255 255 255 / 0.38);
    transition: background var(--parlor-slow) var(--parlor-ease);
  }
  .steps i.done {
    background: #fff;
  }
  .mark {
    position: absolute;
    inset-block-start: calc(28px + env(safe-area-inset-top));
    inset-inline-end: 20px;
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

  @container (min-width: 680px) {
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
  @container (min-width: 680px) and (max-width: 859px) {
    .scene {
      inline-size: min(520px, 100% - 48px);
      block-size: min(880px, 100% - 48px);
      margin: max(24px, (100cqh - 880px) / 2) auto;
      border-radius: var(--parlor-r-panel);
      box-shadow: var(--parlor-shadow-3);
    }
  }
  @container (min-width: 860px) {
    .scene {
      inline-size: min(1120px, 100% - 64px);
      block-size: min(760px, 100% - 64px);
      margin: max(32px, (100cqh - 760px) / 2) auto;
      border-radius: var(--parlor-r-panel);
      box-shadow: var(--parlor-shadow-3);
      grid-template: minmax(0, 1fr) / minmax(0, 9fr) minmax(0, 11fr);
      overflow: hidden;
    }
    .stage,
    .stage.strip,
    .stage.full,
    .stage.none {
      display: block;
      grid-area: 1 / 1;
      min-block-size: 0;
      margin: 0;
    }
    .stage parlor-portrait,
    .stage.strip parlor-portrait {
      mask-image: none;
    }
    .stage.full::after {
      display: none;
    }
    .content,
    .stage.full ~ .content,
    .stage.none ~ .content {
      grid-area: 1 / 2;
      overflow-y: auto;
      overscroll-behavior: contain;
      padding: 40px 56px;
      align-content: safe center;
    }
    .steps {
      inset-inline-end: auto;
      inline-size: calc(45% - 56px);
      inset-inline-start: 28px;
      inset-block-start: 28px;
    }
    .mark {
      inset-block-start: auto;
      inset-block-end: 24px;
      inset-inline-end: auto;
      inset-inline-start: 28px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .content > * {
      animation: none;
    }
  }
`
