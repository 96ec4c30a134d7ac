import { msg } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import { usedUpTitle } from '../shell/problem.ts'
import { controls } from '../style/controls.ts'
import { glyph } from '../style/glyph.ts'
import { deviceStorage } from '../draft/device.ts'
import { dueActions, isDue } from './due-actions.ts'
import { trialEnd, troubleOf, type Standing } from './standing.ts'
import { SubscriptionScreen } from './subscription-screen.ts'

const readKey = 'parlor-trial-read'

/**
 * The strip over the chat and the settings that says what a subscription needs: a payment that failed, free days
 * that end soon, a limit that is used up. It is empty as long as there is nothing to say.
 *
 * @fires parlor-dues-gone - what had the focus here is gone
 */
export class ParlorDues extends SubscriptionScreen {
  readonly #session = deviceStorage('session')

  protected override render(): TemplateResult | typeof nothing {
    const { me, limit } = this.state
    const subscription = me?.subscription
    if (!subscription) return nothing
    const trouble = troubleOf(subscription)
    if (trouble)
      return this.#strip(trouble, {
        isUrgent: isDue(subscription),
        actions: dueActions(subscription, { isBusy: this.busy === 'card', onCard: this.newCard }),
      })
    if (limit) return this.#strip(usedUpTitle(limit), { actions: this.#larger(), onClose: this.#forgetLimit })
    const soon = trialEnd(subscription)
    if (!soon || this.#session.getItem(readKey) === subscription.until) return nothing
    return this.#strip(soon, { actions: this.#toSettings(), onClose: () => this.#read(subscription.until) })
  }

  #strip(
    { title, words }: Standing,
    options: {
      readonly isUrgent?: boolean
      readonly actions: TemplateResult | typeof nothing
      readonly onClose?: () => void
    },
  ): TemplateResult {
    return html`<section class="strip ${options.isUrgent ? 'urgent' : ''}" aria-label=${msg('Subscription')}>
      <div class="words" role="status">
        <p class="title">${title}</p>
        <p class="small">${words}</p>
        ${this.problem()}
      </div>
      ${
        options.onClose
          ? html`<button class="icon" type="button" aria-label=${msg('Close')} @click=${options.onClose}>
              ${glyph('close')}
            </button>`
          : nothing
      }
      <div class="actions">${options.actions}</div>
    </section>`
  }

  #larger(): TemplateResult | typeof nothing {
    const { me, limit } = this.state
    const current = me?.subscription?.tier?.id
    const isHelped = limit?.tiers.some(({ id }) => id !== current)
    if (!isHelped || !me?.subscription?.can.change) return nothing
    return html`<button
      class="pill compact"
      type="button"
      @click=${() => this.visit.go({ view: 'settings' }, { wish: 'change-tier' })}
    >
      ${msg('See larger ones')}
    </button>`
  }

  #toSettings(): TemplateResult | typeof nothing {
    if (this.state.place.view === 'settings') return nothing
    return html`<button
      class="pill compact"
      type="button"
      @click=${() => this.visit.go({ view: 'settings' }, { wish: 'subscription' })}
    >
      ${msg('See subscription')}
    </button>`
  }

  /** Nothing may be left here to take the focus: the screen that it stands on has a place for it. */
  override focusHeading(): void {
    this.dispatchEvent(new CustomEvent('parlor-dues-gone', { bubbles: true }))
  }

  #forgetLimit = (): void => this.visit.limited(undefined)

  // said once a visit: a reminder that stays is a nag
  #read(until: string): void {
    this.#session.setItem(readKey, until)
    this.requestUpdate()
  }

  static override styles = [
    controls,
    css`
      .strip {
        display: grid;
        grid-template: 'words close' 'actions actions' / 1fr auto;
        align-items: center;
        gap: 8px 16px;
        padding: 10px var(--parlor-strip-edge, 24px);
        background: var(--parlor-accent-soft);
        border-block-end: 1px solid var(--parlor-line);
      }
      .strip.urgent {
        background: var(--parlor-danger-soft);
      }
      .words {
        grid-area: words;
        min-inline-size: 0;
      }
      .actions {
        grid-area: actions;
      }
      .actions:empty {
        display: none;
      }
      .strip > .icon {
        grid-area: close;
        align-self: start;
        margin: -6px -12px -6px -8px;
      }
      @container (min-width: 640px) {
        .strip {
          grid-template: 'words actions close' / 1fr auto auto;
        }
        .strip > .icon {
          align-self: center;
        }
      }
      .title {
        font-weight: 600;
        font-size: 15px;
        line-height: 22px;
      }
      .urgent .title {
        color: var(--parlor-danger);
      }
    `,
  ]
}

customElements.define('parlor-dues', ParlorDues)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-dues': ParlorDues
  }
}
