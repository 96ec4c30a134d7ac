import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { Gender } from '../api/shapes.ts'
import { beside } from '../style/shape.ts'
import { figure } from './figure.ts'
import { hintOf } from './hint.ts'

/**
 * The one picture that stays from the gate to the chat: a drawn figure behind a blur that lessens, then the
 * photo over it. It fills its box and shows nothing to a screen reader but the photo's `alt`.
 */
export class ParlorPortrait extends LitElement {
  static override properties = {
    gender: { attribute: false },
    words: { attribute: false },
    softness: { type: Number },
    low: { type: Boolean, reflect: true },
    photo: { attribute: false },
    alt: { attribute: false },
    shown: { state: true },
  }
  declare gender: Gender | undefined
  declare words: string
  /** Blur of the drawn figure, in units of its 400 wide drawing. */
  declare softness: number
  /**
   * Above the words, in a box that may be wide and low: shows the face rather than all of the photo. Elsewhere
   * all of it shows, its AI mark too, and a blur of it fills what is left of the box.
   */
  declare low: boolean
  declare photo: string | undefined
  declare alt: string
  declare shown: string | undefined

  constructor() {
    super()
    this.gender = undefined
    this.words = ''
    this.softness = 24
    this.low = false
    this.photo = undefined
    this.alt = ''
    this.shown = undefined
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // set through CSSOM: a style attribute would break a strict content security policy
    if (changed.has('softness')) this.style.setProperty('--softness', String(this.softness))
  }

  protected override render(): TemplateResult {
    const hint = hintOf(this.gender, this.words)
    return html`<div class="frame">
      <svg viewBox="0 0 400 500" aria-hidden="true">
        <defs>
          <linearGradient id="skin" x1=".2" y1="0" x2=".75" y2="1">
            <stop offset="0" stop-color=${hint.skin[0]} />
            <stop offset="1" stop-color=${hint.skin[1]} />
          </linearGradient>
          <linearGradient id="neck" x1="0" y1="0" x2="0" y2="1">
            <stop offset="0" stop-color=${mix(hint.skin[1], 0.82)} />
            <stop offset="1" stop-color=${hint.skin[1]} />
          </linearGradient>
          <linearGradient id="hair" x1=".2" y1="0" x2=".8" y2="1">
            <stop offset="0" stop-color=${mix(hint.hairColor, 1.25)} />
            <stop offset="1" stop-color=${mix(hint.hairColor, 0.85)} />
          </linearGradient>
          <linearGradient id="shine" x1="0" y1="0" x2="1" y2=".6">
            <stop offset=".1" stop-color="#fff" stop-opacity="0" />
            <stop offset=".3" stop-color="#ffd9c9" stop-opacity=".18" />
            <stop offset=".55" stop-color="#fff" stop-opacity="0" />
          </linearGradient>
          <linearGradient id="cloth" x1="0" y1="0" x2="1" y2="1">
            <stop offset="0" stop-color=${mix(hint.cloth, 1.15)} />
            <stop offset="1" stop-color=${mix(hint.cloth, 0.8)} />
          </linearGradient>
        </defs>
        <circle class="sun" cx="322" cy="62" r="92" />
        <g class="figure">${figure(hint)}</g>
      </svg>
      ${this.photo ? keyed(this.photo, this.#photo(this.photo)) : nothing}
    </div>`
  }

  #photo(source: string): TemplateResult {
    const shown = this.shown === source ? 'shown' : ''
    return html`
      <img class="fill ${shown}" src=${source} alt="" />
      <img class="photo ${shown}" src=${source} alt=${this.alt} @load=${() => (this.shown = source)} />
    `
  }

  static override styles = css`
    :host {
      display: block;
      position: relative;
      overflow: hidden;
      background: linear-gradient(
        150deg,
        var(--parlor-glow-1) 8%,
        color-mix(in oklab, var(--parlor-glow-1), var(--parlor-glow-2)) 34%,
        var(--parlor-glow-2) 58%,
        var(--parlor-glow-3) 100%
      );
    }
    /* measures the box for what is in it, and answers to the shape of the element around */
    .frame {
      --fit: contain;
      --at: 50% 100%;
      --wide: 100cqw;
      --above: 100cqh - 125cqw;
      position: absolute;
      inset: 0;
      container-type: size;
      overflow: hidden;
    }
    :host([low]) .frame {
      --fit: cover;
      --at: 50% 26%;
      --wide: min(100cqw, max(80cqh, 200cqh - 150px));
    }
    @container ${beside} {
      :host([low]) .frame {
        --fit: contain;
        --at: 50% 100%;
        --wide: 100cqw;
      }
    }
    svg,
    img {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
    }
    /* fills the box as long as the chin, two thirds down the drawing, stays above the words */
    svg {
      inline-size: min(max(100cqw, 80cqh), 1.2 * (100cqh - var(--parlor-overlap, 0px) - 28px));
      block-size: auto;
      aspect-ratio: 4 / 5;
      inset: 0 auto auto 50%;
      translate: -50%;
      overflow: visible;
    }
    .sun {
      fill: color-mix(in oklab, var(--parlor-glow-1) 70%, #fff);
      opacity: 0.42;
    }
    .figure {
      filter: blur(calc(var(--softness, 24) * 1px));
      transition: filter var(--parlor-reveal) var(--parlor-ease-out);
    }
    img {
      opacity: 0;
    }
    .photo {
      /* where the box has another shape, the photo melts into its own blur at the sides or above */
      --side: clamp(0px, (100cqw - var(--wide)) / 2, 36px);
      inline-size: var(--wide);
      margin-inline: auto;
      object-fit: var(--fit);
      object-position: var(--at);
      mask:
        linear-gradient(90deg, transparent, #000 var(--side) calc(100% - var(--side)), transparent) intersect,
        linear-gradient(
          transparent calc(var(--above)),
          #000 calc(var(--above) + clamp(0px, var(--above), 40px))
        );
      filter: blur(14px) saturate(0.6);
      transform: scale(1.02);
    }
    /* stretched, so that beside the photo and above it there is what stands at its edge, and no hair */
    .fill {
      block-size: max(100%, 7 * (var(--above)) + 500px);
      object-fit: fill;
      filter: blur(28px);
      transform: scale(1.15);
      transform-origin: 50% 0;
    }
    img.shown {
      opacity: 1;
      transition: opacity var(--parlor-slow) linear;
    }
    .photo.shown {
      filter: none;
      transform: none;
      transition:
        opacity var(--parlor-slow) linear,
        filter var(--parlor-reveal) var(--parlor-ease-out),
        transform var(--parlor-reveal) var(--parlor-ease-out);
    }
    @media (prefers-reduced-motion: reduce) {
      .figure {
        transition: none;
      }
      .photo {
        filter: none;
        transform: none;
      }
      img.shown {
        transition: opacity 80ms linear;
      }
    }
  `
}

// a lighter or darker neighbour of a #rrggbb color
function mix(color: string, factor: number): string {
  const channels = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) * factor)
  return `rgb(${channels.map((channel) => Math.round(Math.min(255, channel))).join(' ')})`
}

customElements.define('parlor-portrait', ParlorPortrait)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-portrait': ParlorPortrait
  }
}
