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
    padding-block: 8px;
    /* the dots of the menu, not its round, end where the messages end */
    padding-inline: var(--parlor-edge) calc(var(--parlor-edge) - 14px);
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
  .name {
    display: flex;
    align-items: center;
    gap: 6px;
    margin: 0;
    font: 600 17px/22px var(--parlor-font-voice);
  }
  .name:focus {
    outline: none;
  }
  .name span {
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
    padding: 10px var(--parlor-edge);
    background: var(--parlor-accent-soft);
    color: var(--parlor-accent-ink);
    font: var(--parlor-t2) var(--parlor-font);
  }
  /* invisible for its first seconds, to a screen reader too */
  .banner.patient {
    animation: appear var(--parlor-base) 3s backwards;
  }
  @keyframes appear {
    from {
      visibility: hidden;
      opacity: 0;
    }
  }
  .banner svg {
    flex: none;
  }
  ::slotted([slot='banner']) {
    --parlor-strip-edge: var(--parlor-edge);
    flex: none;
  }
  .middle {
    position: relative;
    flex: 1;
    min-block-size: 0;
  }
  parlor-log {
    block-size: 100%;
  }
`
