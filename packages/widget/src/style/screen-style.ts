import { css } from 'lit'
import { flat, roomy } from './shape.ts'

/** How a screen sits beside or under the portrait; `@container` answers to the box of `parlor-chat`. */
export const screenStyle = css`
  :host {
    inline-size: 100%;
    max-inline-size: 480px;
    margin-inline: auto;
  }
  form,
  .screen {
    display: flex;
    flex-direction: column;
    gap: 16px;
  }
  form > *,
  .screen > * {
    min-inline-size: 0;
  }
  /* the main button stays in view however low the screen is, and what scrolls fades under it */
  .foot,
  .stay {
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
    padding-block: 12px 8px;
    margin-block: -4px -8px;
    background: linear-gradient(transparent, var(--parlor-bg) 12px);
  }
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    flex-wrap: wrap;
    margin-block-start: 0;
  }
  .foot > .pill {
    margin-inline-start: auto;
    padding-inline: 18px;
  }
  @container ${roomy} {
    h1 {
      font-size: 30px;
      line-height: 38px;
    }
    h1.large {
      font-size: 38px;
      line-height: 46px;
    }
    form,
    .screen {
      gap: 20px;
    }
  }
  @container ${flat} {
    h1,
    h1.large {
      font-size: 24px;
      line-height: 30px;
    }
    form,
    .screen {
      gap: 12px;
    }
  }
`
