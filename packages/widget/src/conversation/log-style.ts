import { css } from 'lit'

export const logStyle = css`
  :host {
    display: block;
    position: relative;
    min-block-size: 0;
  }
  .log {
    block-size: 100%;
    overflow-y: auto;
    overscroll-behavior: none;
    /* rows are held in place by hand, so that every browser does the same */
    overflow-anchor: none;
    scrollbar-width: thin;
    scrollbar-gutter: stable both-edges;
    scrollbar-color: var(--parlor-line) transparent;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  .rows {
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-block-size: 100%;
    padding: 12px var(--parlor-edge) 20px;
  }
  .day,
  .older {
    align-self: center;
    padding: 8px 12px;
    color: var(--parlor-ink-2);
    font: var(--parlor-t1) var(--parlor-font);
    text-align: center;
  }
  .center {
    flex: 1000;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
    text-align: center;
  }
  .pill {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-end: 16px;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-inline-size: 44px;
    min-block-size: 44px;
    padding-inline: 12px;
    border-radius: 999px;
    border: 1px solid var(--parlor-line);
    background: var(--parlor-surface);
    color: var(--parlor-accent-ink);
    box-shadow: var(--parlor-shadow-2);
    font: 600 var(--parlor-t2) var(--parlor-font);
  }
  .empty {
    flex: 1000;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 12px;
    padding: 16px 8px;
    text-align: center;
  }
  .empty img {
    inline-size: 132px;
    block-size: 132px;
    border-radius: 999px;
    object-fit: cover;
    object-position: 50% 22%;
    box-shadow: var(--parlor-shadow-2);
    margin-block-end: 8px;
  }
  .empty p {
    margin: 0;
    max-inline-size: 32ch;
    text-wrap: balance;
  }
  .voice {
    font: var(--parlor-t5) var(--parlor-font-voice);
  }
  .plain {
    color: var(--parlor-ink-2);
    font: var(--parlor-t2) var(--parlor-font);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 8px;
    margin-block-start: 12px;
  }
  .chip {
    min-block-size: 40px;
    padding: 8px 16px;
    border: 1px solid var(--parlor-control);
    border-radius: 20px;
    background: var(--parlor-surface);
    font: var(--parlor-t2) var(--parlor-font);
  }
  .chip:hover {
    background: var(--parlor-accent-soft);
  }
`
