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
  progress:indeterminate {
    background: var(--parlor-accent);
    animation: waiting 1.2s 4 alternate ease-in-out;
  }
  progress:indeterminate::-webkit-progress-bar {
    background: var(--parlor-accent);
  }
  @keyframes waiting {
    from {
      opacity: 0.35;
    }
  }
`
