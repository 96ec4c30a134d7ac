import { css } from 'lit'

export const conversationStyle = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100%;
    position: relative;
    background: var(--parlor-bg);
    color: var(--parlor-ink);
    font: var(--parlor-t3) var(--parlor-font);
    -webkit-text-size-adjust: 100%;
  }
  header {
    display: flex;
    align-items: center;
    gap: 12px;
    flex: none;
    min-block-size: 64px;
    padding: 8px 8px 8px 16px;
    padding-inline: 16px 8px;
    background: var(--parlor-surface);
    border-block-end: 1px solid var(--parlor-line);
  }
  .portrait {
    inline-size: 40px;
    block-size: 40px;
    flex: none;
    border-radius: 999px;
    overflow: hidden;
    background: linear-gradient(150deg, var(--parlor-glow-1), var(--parlor-glow-2) 55%, var(--parlor-glow-3));
  }
  .portrait img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
    object-position: 50% 22%;
  }
  .who {
    flex: 1;
    min-inline-size: 0;
  }
  h2 {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0;
    font: 600 17px/22px var(--parlor-font-voice);
  }
  h2 span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .ai {
    flex: none;
    padding: 1px 6px;
    border-radius: 6px;
    background: var(--parlor-accent-soft);
    color: var(--parlor-accent-ink);
    font: 700 11px/16px var(--parlor-font);
    text-decoration: none;
  }
  .status {
    color: var(--parlor-ink-2);
    font: 13px/18px var(--parlor-font);
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 10px;
    /* over the log: coming and going, it moves nothing */
    position: absolute;
    inset: 0 0 auto;
    z-index: 1;
    padding: 10px 16px;
    background: var(--parlor-accent-soft);
    color: var(--parlor-accent-ink);
    font: var(--parlor-t2) var(--parlor-font);
  }
  .banner svg {
    flex: none;
  }
  .middle {
    position: relative;
    flex: 1;
    min-block-size: 0;
  }
  .log {
    block-size: 100%;
    overflow-y: auto;
    overscroll-behavior: none;
    /* rows are held in place by hand, so that every browser does the same */
    overflow-anchor: none;
    scrollbar-width: thin;
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
    max-inline-size: 760px;
    margin-inline: auto;
    padding: 12px 16px 20px;
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
