import { css } from 'lit'

/** Headings, running text and the two ways to set things in a row or a column. */
export const typeStyle = css`
  h1,
  h2,
  p,
  fieldset,
  legend,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  h1,
  .voice {
    font: 400 26px/33px var(--parlor-font-voice);
    letter-spacing: -0.005em;
    text-wrap: balance;
  }
  h1.large {
    font-size: 32px;
    line-height: 39px;
  }
  h2 {
    font: 600 16px/24px var(--parlor-font);
  }
  h1:focus,
  h2:focus {
    outline: none;
  }
  .eyebrow {
    color: var(--parlor-accent-ink);
    font: 600 13px/18px var(--parlor-font);
  }
  .quiet {
    color: var(--parlor-ink-2);
  }
  .small {
    font-size: 14px;
    line-height: 20px;
  }
  .tiny {
    font-size: 13px;
    line-height: 18px;
  }
  .stack {
    display: flex;
    flex-direction: column;
    gap: 16px;
  }
  .stack.tight {
    gap: 8px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .between {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    flex-wrap: wrap;
  }
  a,
  button.link {
    color: var(--parlor-accent-ink);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 3px;
  }
  button.link.quiet {
    color: var(--parlor-ink-2);
  }
  button.link.small {
    font-size: 14px;
  }
`
