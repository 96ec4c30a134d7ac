import { css } from 'lit'

const light = css`
  color-scheme: light;
  --parlor-bg: #fffaf7;
  --parlor-surface: #fff;
  --parlor-sunken: #f6eeec;
  --parlor-ink: #211822;
  --parlor-ink-2: #5e505c;
  --parlor-line: #eadfdd;
  --parlor-control: #8a7784;
  --parlor-accent: #8b2e5a;
  --parlor-on-accent: #fff;
  --parlor-accent-soft: color-mix(in oklab, var(--parlor-accent) 11%, var(--parlor-surface));
  --parlor-accent-ink: color-mix(in oklab, var(--parlor-accent) 88%, #000);
  --parlor-danger: #b3261e;
  --parlor-danger-soft: #fcebe9;
  --parlor-success: #1b6a49;
  --parlor-focus: #3b2bd9;
  --parlor-glow-1: #f6c7b4;
  --parlor-glow-2: #c98ba8;
  --parlor-glow-3: #6a4a6e;
  --parlor-backdrop: #e9dfdd;
  --parlor-shadow-1: 0 1px 2px rgb(58 24 44 / 0.06), 0 2px 8px rgb(58 24 44 / 0.05);
  --parlor-shadow-2: 0 8px 28px rgb(58 24 44 / 0.14);
  --parlor-shadow-3: 0 24px 64px rgb(58 24 44 / 0.22);
`
const dark = css`
  color-scheme: dark;
  --parlor-bg: #141015;
  --parlor-surface: #1d171e;
  --parlor-sunken: #282029;
  --parlor-ink: #f7f0f4;
  --parlor-ink-2: #bbaab7;
  --parlor-line: #382d38;
  --parlor-control: #8d7a89;
  --parlor-accent: #f193b9;
  --parlor-on-accent: #2c0b1b;
  --parlor-accent-soft: color-mix(in oklab, var(--parlor-accent) 20%, var(--parlor-bg));
  --parlor-accent-ink: color-mix(in oklab, var(--parlor-accent) 72%, #fff);
  --parlor-danger: #ffb4ab;
  --parlor-danger-soft: #3b1f1d;
  --parlor-success: #7fd6ae;
  --parlor-focus: #a9a0ff;
  --parlor-glow-1: #b9765f;
  --parlor-glow-2: #8a4e6e;
  --parlor-glow-3: #2e1f38;
  --parlor-backdrop: #0b080c;
  --parlor-shadow-1: 0 1px 2px rgb(0 0 0 / 0.4);
  --parlor-shadow-2: 0 10px 32px rgb(0 0 0 / 0.45);
  --parlor-shadow-3: 0 24px 64px rgb(0 0 0 / 0.6);
`

/**
 * The `--parlor-*` custom properties. A page that sets `--parlor-accent` (and `--parlor-on-accent`) on
 * `parlor-chat` brands it anew: a rule of the page beats `:host`, and the soft and ink tones derive.
 */
export const tokens = css`
  :host {
    ${light}
    --parlor-font: ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif;
    --parlor-font-voice:
      ui-serif, 'New York', 'Iowan Old Style', 'Palatino Linotype', Georgia, 'Noto Serif', serif;
    --parlor-t1: 12px/16px;
    --parlor-t2: 14px/20px;
    --parlor-t3: 16px/24px;
    --parlor-t5: 22px/30px;
    /* from the edge to a column of 728 px: for the header, the log and the composer of a chat */
    --parlor-edge: max(16px, (100% - 728px) / 2);
    --parlor-r-s: 8px;
    --parlor-r-m: 14px;
    --parlor-r-bubble: 20px;
    --parlor-r-card: 24px;
    --parlor-r-panel: 28px;
    --parlor-fast: 90ms;
    --parlor-base: 180ms;
    --parlor-slow: 320ms;
    --parlor-reveal: 1200ms;
    --parlor-ease: cubic-bezier(0.2, 0, 0, 1);
    --parlor-ease-out: cubic-bezier(0.16, 1, 0.3, 1);
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme='light'])) {
      ${dark}
    }
  }
  :host([theme='dark']) {
    ${dark}
  }
`
