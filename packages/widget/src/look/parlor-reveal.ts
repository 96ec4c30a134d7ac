import { msg, str } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { Photo } from '../api/shapes.ts'
import { pronounsOf } from '../avatar/pronouns.ts'
import { isPending, isReady } from '../journey/journey.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'
import { roomy } from '../style/shape.ts'
import { screenStyle } from '../style/screen-style.ts'
import { givenName } from './given-name.ts'
import './parlor-looks.ts'
import { firstLine, looksLeft } from './words.ts'

/** The sharp portrait and the first words. The shell draws the portrait; this is what stands on and under it. */
export class ParlorReveal extends Screen {
  /** Whoever comes back from the paywall has seen this look arrive: the words do not make them wait again. */
  #isArrival = false

  protected override willUpdate(): void {
    const id = this.#chosen?.id
    if (!this.hasUpdated) this.#isArrival = id !== undefined && !this.state.revealed.includes(id)
  }

  protected override firstUpdated(): void {
    if (this.#chosen) this.visit.revealed(this.#chosen.id)
  }

  get #looks(): readonly Photo[] {
    return this.state.me?.avatar?.looks.filter(isReady) ?? []
  }

  get #chosen(): Photo | undefined {
    return this.#looks.find(({ id }) => id === this.state.look) ?? this.#looks.at(-1)
  }

  protected override render(): TemplateResult | typeof nothing {
    const { me } = this.state
    const [looks, chosen] = [this.#looks, this.#chosen]
    if (!me?.avatar || !chosen) return nothing
    const { name, gender } = me.avatar
    const { subject, object } = pronounsOf(gender)
    return html`<div class="screen ${this.#isArrival ? 'arriving' : ''}">
      <h1 class="line" tabindex="-1" data-heading>
        <span class="unseen">${msg(str`Portrait ready. ${name} says:`)} </span
        >${firstLine(name, givenName(me.user))}
      </h1>
      <div class="stack rest">
        <div class="stack tight">
          <button
            class="pill primary wide"
            type="button"
            aria-busy=${this.busy === 'accept'}
            @click=${() => this.attempt('accept', () => this.visit.accept(chosen.id))}
          >
            ${msg('Start talking')}
          </button>
          <button
            class="pill wide"
            type="button"
            @click=${() => this.visit.go({ view: 'change' }, { look: chosen.id })}
          >
            ${msg(str`Not quite ${object} yet`)}
          </button>
        </div>
        ${this.problem()}
        ${
          me.avatar.looks.some(isPending)
            ? html`<button class="link" type="button" @click=${() => this.visit.go({ view: 'change' })}>
                ${msg('Another look is on its way')}
              </button>`
            : this.#failed(me.avatar.looks.at(-1))
        }
        ${
          looks.length > 1
            ? html`<parlor-looks
                .looks=${looks}
                .chosen=${chosen.id}
                @parlor-look=${(event: CustomEvent<string>) => this.visit.show(event.detail)}
              ></parlor-looks>`
            : nothing
        }
        <div class="last">
          <p class="quiet tiny">
            ${looks.length > 1 ? msg('Every look is kept. Tap to go back.') : msg(str`This is how ${subject} will look in photos.`)}
            ${looksLeft(me.avatar)}
          </p>
          ${this.signOutLink()}
        </div>
      </div>
    </div>`
  }

  /** Another look was asked for and came to nothing, perhaps while nobody was here. */
  #failed(newest: Photo | undefined): TemplateResult | typeof nothing {
    if (newest?.state !== 'failed' || !newest.mayRetry) return nothing
    return html`<div class="last">
      <p class="quiet small">${msg('The last look did not come through. Nothing was used up.')}</p>
      <button
        class="link small"
        type="button"
        aria-busy=${this.busy === 'retry'}
        @click=${() => this.attempt('retry', () => this.#retry(newest.id))}
      >
        ${msg('Try again')}
      </button>
    </div>`
  }

  async #retry(id: string): Promise<void> {
    await this.visit.retryLook(id)
    this.visit.go({ view: 'change' })
  }

  static override styles = [
    controls,
    screenStyle,
    css`
      .arriving .line {
        animation: arrive 700ms 400ms var(--parlor-ease-out) backwards;
      }
      .arriving .rest {
        animation: arrive 500ms 900ms var(--parlor-ease-out) backwards;
      }
      .rest {
        gap: 12px;
      }
      .last {
        display: flex;
        align-items: center;
        gap: 16px;
      }
      .last p {
        flex: 1;
      }
      .last .link {
        flex: none;
      }
      @keyframes arrive {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }
      @container ${roomy} {
        .line {
          font-size: 38px;
          line-height: 48px;
          margin-block-end: 12px;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .arriving .line,
        .arriving .rest {
          animation-delay: 0s;
        }
      }
    `,
  ]
}

customElements.define('parlor-reveal', ParlorReveal)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-reveal': ParlorReveal
  }
}
