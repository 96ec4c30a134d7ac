import { css } from 'lit'

export const composerStyle = css`
  :host {
    display: block;
    background: var(--parlor-surface);
    border-block-start: 1px solid var(--parlor-line);
    padding-block: 8px max(8px, env(safe-area-inset-bottom));
    /* the drawing on the first button, not its round, begins where the messages begin */
    padding-inline: calc(var(--parlor-edge) - 10px) var(--parlor-edge);
  }
  form {
    display: flex;
    align-items: flex-end;
    gap: 6px;
  }
  .field {
    position: relative;
    flex: 1;
    min-inline-size: 0;
    display: grid;
  }
  textarea {
    inline-size: 100%;
    resize: none;
    overflow-y: auto;
    min-block-size: 46px;
    /* six lines */
    max-block-size: 166px;
    padding: 10px 18px;
    border: 1px solid var(--parlor-control);
    border-radius: 23px;
    background: var(--parlor-surface);
    color: var(--parlor-ink);
    font: var(--parlor-t3) var(--parlor-font);
    scrollbar-width: thin;
  }
  textarea::placeholder {
    color: var(--parlor-ink-2);
    opacity: 1;
  }
  textarea:focus-visible {
    outline-offset: 1px;
  }
  textarea[aria-invalid='true'] {
    border-color: var(--parlor-danger);
  }
  .counter {
    justify-self: end;
    padding: 6px 12px 2px;
    color: var(--parlor-ink-2);
    font: var(--parlor-t1) var(--parlor-font);
    font-variant-numeric: tabular-nums;
  }
  .over {
    color: var(--parlor-danger);
    font-weight: 600;
  }
  .icon {
    inline-size: 46px;
    block-size: 46px;
    color: var(--parlor-ink-2);
  }
  .go,
  .go:hover {
    background: var(--parlor-accent);
    color: var(--parlor-on-accent);
  }
  .go {
    transition:
      opacity var(--parlor-base) var(--parlor-ease),
      transform var(--parlor-fast) var(--parlor-ease);
  }
  .go:dir(rtl) svg {
    transform: scaleX(-1);
  }
  @media (forced-colors: active) {
    .go {
      border: 1px solid ButtonText;
    }
  }
`
