import { css } from 'lit'

/** Fields with their labels, the line beside a wrong one, and the banner over a form. */
export const fieldStyle = css`
  label,
  legend,
  .label {
    font: 600 14px/20px var(--parlor-font);
  }
  label.chip {
    font: 400 15px/20px var(--parlor-font);
  }
  .field {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-inline-size: 0;
  }
  .box {
    position: relative;
    display: flex;
    align-items: center;
    min-block-size: 48px;
    border: 1.5px solid var(--parlor-control);
    border-radius: var(--parlor-r-m);
    background: var(--parlor-surface);
  }
  .box input,
  .box textarea {
    flex: 1;
    min-inline-size: 0;
    inline-size: 100%;
    padding: 11px 16px;
    border: 0;
    border-radius: inherit;
    background: transparent;
    color: inherit;
    font: 400 16px/24px var(--parlor-font);
    overflow-wrap: anywhere;
  }
  .box input:focus-visible,
  .box textarea:focus-visible {
    outline: none;
  }
  ::placeholder {
    color: var(--parlor-ink-2);
    opacity: 0.85;
  }
  fieldset.field legend {
    margin-block-end: 8px;
  }
  .field.wrong .box {
    border-color: var(--parlor-danger);
  }
  .under {
    min-block-size: 20px;
    margin-block-start: -2px;
  }
  .problem {
    color: var(--parlor-danger);
    font-size: 14px;
    line-height: 20px;
  }
  .banner {
    padding: 12px 16px;
    border-radius: var(--parlor-r-m);
    background: var(--parlor-accent-soft);
    color: var(--parlor-ink);
    font-size: 14px;
    line-height: 20px;
  }
  .banner.danger {
    background: var(--parlor-danger-soft);
    color: var(--parlor-danger);
  }
`
