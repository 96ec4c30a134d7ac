import { css } from 'lit'

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
  .foot {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    flex-wrap: wrap;
    margin-block-start: 8px;
  }
  .foot > .pill {
    margin-inline-start: auto;
  }
  @container (min-width: 860px) {
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
`
