import { css } from 'lit'
import { beside } from './shape.ts'

/** The portrait's place: above the words on a phone, beside them where there is room, always the same picture. */
export const stageStyle = css`
  .stage {
    /* how far the words reach into it, so that the portrait keeps its face above them */
    --parlor-overlap: min(72px, 8.5cqh);
    position: relative;
    min-block-size: 28cqh;
    margin-block-end: calc(-1 * var(--parlor-overlap));
  }
  .stage parlor-portrait {
    --fade: calc(100% - var(--parlor-overlap));
    position: absolute;
    inset: 0;
    mask-image: linear-gradient(
      #000 calc(var(--fade) - min(80px, 22%)),
      rgb(0 0 0 / 0.6) calc(var(--fade) - min(32px, 9%)),
      rgb(0 0 0 / 0.16) var(--fade),
      transparent calc(100% - 8px)
    );
  }
  .stage.strip {
    --parlor-overlap: 20px;
    min-block-size: 21cqh;
  }
  /* the photo's own shape, so that nothing of it is cut, and room below for the words and the buttons */
  .stage.full {
    --parlor-overlap: 0px;
    inline-size: 100%;
    aspect-ratio: 4 / 5;
    min-block-size: 40cqh;
    max-block-size: calc(min(100cqh, 928px) - 352px);
  }
  .stage.full parlor-portrait {
    mask-image: none;
  }
  .stage.none {
    display: none;
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
  .ai {
    position: absolute;
    inset-block-start: calc(28px + env(safe-area-inset-top));
    inset-inline-start: 20px;
    padding: 3px 10px;
    border-radius: 999px;
    background: rgb(32 18 30 / 0.78);
    color: #fff;
    font: 600 12px/18px var(--parlor-font);
  }
  @container ${beside} {
    .stage,
    .stage.strip,
    .stage.full,
    .stage.none {
      --parlor-overlap: 0px;
      display: block;
      grid-area: 1 / 1;
      aspect-ratio: auto;
      min-block-size: 0;
      max-block-size: none;
      margin: 0;
    }
    .stage parlor-portrait,
    .stage.strip parlor-portrait {
      mask-image: none;
    }
    /* all of the photo shows here, and so does the mark in its corner */
    .ai {
      display: none;
    }
    .steps {
      inset-inline-end: auto;
      inline-size: calc(var(--portrait) - 56px);
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
`
