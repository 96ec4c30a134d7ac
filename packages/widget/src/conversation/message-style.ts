import { css } from 'lit'

export const messageStyle = css`
  .row {
    display: flex;
    flex-direction: column;
    gap: 8px;
    max-inline-size: 100%;
    border-radius: var(--parlor-r-bubble);
  }
  .row:focus-visible {
    outline-offset: 3px;
  }
  .mine {
    align-items: flex-end;
    gap: 4px;
  }
  .hers {
    align-items: flex-start;
  }
  .mine + .hers,
  .hers + .mine {
    margin-block-start: 4px;
  }
  .bubble {
    max-inline-size: min(82%, 34rem);
    padding: 10px 16px;
    border-radius: var(--parlor-r-bubble);
    overflow-wrap: anywhere;
  }
  .mine .bubble {
    border-end-end-radius: 6px;
    background: var(--parlor-accent);
    color: var(--parlor-on-accent);
    white-space: pre-wrap;
  }
  .mine .bubble.failed {
    border: 1px solid var(--parlor-danger);
    background: var(--parlor-danger-soft);
    color: var(--parlor-ink);
  }
  .hers .bubble {
    border-end-start-radius: 6px;
    background: var(--parlor-sunken);
  }
  .delivery,
  .end {
    padding-inline: 4px;
    color: var(--parlor-ink-2);
    font: 13px/18px var(--parlor-font);
  }
  .delivery.failed {
    display: flex;
    gap: 8px;
    align-items: center;
    color: var(--parlor-danger);
  }
  .notice {
    align-self: center;
    max-inline-size: 44ch;
    padding: 8px 16px;
    color: var(--parlor-ink-2);
    font: var(--parlor-t2) var(--parlor-font);
    text-align: center;
    text-wrap: balance;
  }
  .notice.crisis {
    max-inline-size: min(100%, 34rem);
    padding: 12px 16px;
    border: 1px solid var(--parlor-control);
    border-radius: var(--parlor-r-m);
    background: var(--parlor-surface);
    color: var(--parlor-ink);
    text-align: start;
  }
  .row p,
  .row ul,
  .row ol,
  .row blockquote,
  .row table,
  .row hr,
  .row .code {
    margin: 0;
  }
  .row :is(p, ul, ol, blockquote, table, hr, .code) + * {
    margin-block-start: 10px;
  }
  .row em {
    font-family: var(--parlor-font-voice);
    font-style: italic;
  }
  .row ul,
  .row ol {
    padding-inline-start: 22px;
  }
  .row li + li {
    margin-block-start: 4px;
  }
  .row blockquote {
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--parlor-control);
    color: var(--parlor-ink-2);
  }
  .row a {
    color: var(--parlor-accent-ink);
    text-underline-offset: 3px;
  }
  .row hr {
    border: 0;
    border-block-start: 1px solid var(--parlor-control);
  }
  .row code {
    font:
      0.9em/1.5 ui-monospace,
      'SF Mono',
      Menlo,
      Consolas,
      monospace;
  }
  .code {
    position: relative;
    min-inline-size: 0;
  }
  .row pre {
    margin: 0;
    padding: 12px;
    padding-block-start: 36px;
    overflow-x: auto;
    border-radius: var(--parlor-r-s);
    background: var(--parlor-bg);
  }
  .copy {
    position: absolute;
    inset-block-start: 4px;
    inset-inline-end: 4px;
    min-block-size: 28px;
    padding-inline: 10px;
    border-radius: var(--parlor-r-s);
    color: var(--parlor-accent-ink);
    font: 600 var(--parlor-t1) var(--parlor-font);
  }
  .row table {
    display: block;
    overflow-x: auto;
    border-collapse: collapse;
    font: var(--parlor-t2) var(--parlor-font);
  }
  .row :is(th, td) {
    padding: 4px 10px 4px 0;
    text-align: start;
    border-block-end: 1px solid var(--parlor-line);
  }
  .dots {
    display: flex;
    gap: 5px;
    align-self: flex-start;
    padding: 17px 16px;
    border-radius: var(--parlor-r-bubble);
    border-end-start-radius: 6px;
    background: var(--parlor-sunken);
    animation: appear var(--parlor-base) 300ms backwards;
  }
  .dots i {
    inline-size: 7px;
    block-size: 7px;
    border-radius: 50%;
    background: var(--parlor-ink-2);
    /* four times 1.2 s: nothing moves by itself for longer than five seconds (WCAG 2.2.2) */
    animation: beat 1.2s 300ms 4 var(--parlor-ease);
  }
  .dots i:nth-child(2) {
    animation-delay: 420ms;
  }
  .dots i:nth-child(3) {
    animation-delay: 540ms;
  }
  @keyframes beat {
    0%,
    60%,
    100% {
      opacity: 1;
      transform: none;
    }
    30% {
      opacity: 0.45;
      transform: translateY(-4px);
    }
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dots,
    .dots i {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .bubble,
    .dots {
      border: 1px solid CanvasText;
    }
  }
`
