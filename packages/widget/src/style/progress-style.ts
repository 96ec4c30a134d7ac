import { css } from 'lit'

export const progressStyle = css`
  progress {
    appearance: none;
    inline-size: 100%;
    block-size: 6px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    background: var(--parlor-line);
  }
  progress::-webkit-progress-bar {
    background: var(--parlor-line);
  }
  progress::-webkit-progress-value {
    border-radius: 3px;
    background: var(--parlor-accent);
    transition: inline-size 1s linear;
  }
  progress::-moz-progress-bar {
    border-radius: 3px;
    background: var(--parlor-accent);
  }
  /* it holds after 4.8 s (WCAG 2.2.2), and as a part of the bar: a full one would look done */
  progress:indeterminate,
  progress:indeterminate::-webkit-progress-bar {
    background: linear-gradient(90deg, transparent, var(--parlor-accent) 35% 65%, transparent) 50% 0 / 50%
      100% no-repeat var(--parlor-line);
  }
  progress:indeterminate {
    animation: waiting 1.2s 4 alternate ease-in-out;
  }
  @keyframes waiting {
    from {
      opacity: 0.35;
    }
  }
`
