import { msg, str } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import { pronounsOf } from '../avatar/pronouns.ts'
import { isPending, isReady } from '../journey/journey.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'
import { screenStyle } from '../style/screen-style.ts'
import { givenName } from './given-name.ts'
import './parlor-looks.ts'
import { firstLine, looksLeft } from './words.ts'

/** The sharp portrait and the first words. The shell draws the portrait; this is what stands on and under it. */
export class ParlorReveal extends Screen {
  protected override render(): TemplateResult | typeof nothing {
    const { me } = this.state
    const looks = me?.avatar?.looks.filter(isReady) ?? []
    const chosen = looks.find(({ id }) => id === this.state.look) ?? looks.at(-1)
    if (!me?.avatar || !chosen) return nothing
    const { name, gender } = me.avatar
    const { subject, object } = pronounsOf(gender)
    return html`<div class="screen">
      <h1 class="line" tabindex="-1" data-heading>
        <span class="unseen">${msg(str`Portrait ready. ${name} says:`)} </span
        >${firstLine(name, givenName(me.user))}
      </h1>
      <div class="stack tight choices">
        <button
          class="pill primary wide"
          type="button"
          aria-busy=${this.busy !== undefined}
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
          : nothing
      }
      ${
        looks.length > 1
          ? html`<div class="kept">
              <parlor-looks
                .looks=${looks}
                .chosen=${chosen.id}
                @parlor-look=${(event: CustomEvent<string>) => this.visit.show(event.detail)}
              ></parlor-looks>
              <p class="quiet tiny">${msg('Every look is kept. Tap to go back.')} ${looksLeft(me.avatar)}</p>
            </div>`
          : html`<p class="quiet tiny">
              ${msg(str`This is how ${subject} will look in photos.`)} ${looksLeft(me.avatar)}
            </p>`
      }
    </div>`
  }

  static override styles = [
    controls,
    screenStyle,
    css`
      .line {
        animation: arrive 700ms 1000ms var(--parlor-ease-out) backwards;
      }
      .choices,
      .kept {
        animation: arrive 500ms 1400ms var(--parlor-ease-out) backwards;
      }
      .kept {
        display: flex;
        align-items: center;
        gap: 16px;
      }
      .kept p {
        flex: 1;
        min-inline-size: 110px;
      }
      @keyframes arrive {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }
      @container (min-width: 860px) {
        .line {
          font-size: 38px;
          line-height: 48px;
          margin-block-end: 12px;
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .line,
        .choices,
        .kept {
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
