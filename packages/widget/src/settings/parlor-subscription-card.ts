import { msg, str } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { Subscription } from '../api/shapes.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'

/** What is paid for, until when, what was used, and the way out: canceling is one tap, and so is undoing it. */
export class ParlorSubscriptionCard extends Screen {
  static override styles = [
    controls,
    css`
      .tier {
        font-weight: 600;
      }
      .way-out {
        margin-block-start: 8px;
      }
      .way-out p {
        margin-block-start: 8px;
      }
    `,
  ]

  /** A card has no heading of its own: its one button takes the place of the one that was pressed. */
  override focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>('.way-out button')?.focus()
  }

  protected override render(): TemplateResult {
    const subscription = this.state.me?.subscription
    if (!subscription) return html`<p class="quiet small">${msg('There is no subscription.')}</p>`
    const until = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' }).format(
      new Date(subscription.until),
    )
    return html`<div class="stack tight">
      <p class="tier">${subscription.tier.name}</p>
      <p class="quiet small" role="status">${standing(subscription, until)}</p>
      ${subscription.features.map((feature) => {
        if (feature.id !== 'photos' || feature.limit === null) return nothing
        return html`<p class="quiet small">
          ${
            feature.per === 'day'
              ? msg(str`${feature.used} of ${feature.limit} photos used today.`)
              : msg(str`${feature.used} of ${feature.limit} photos used this month.`)
          }
        </p>`
      })}
      ${this.problem()} ${this.#action(subscription, until)}
    </div>`
  }

  #action(subscription: Subscription, until: string): TemplateResult | typeof nothing {
    if (subscription.status === 'ended') return nothing
    if (subscription.ends)
      return html`<div class="way-out">
        <button
          class="pill compact"
          type="button"
          aria-busy=${this.busy !== undefined}
          @click=${this.#resume}
        >
          ${msg('Keep my subscription')}
        </button>
      </div>`
    return html`<div class="way-out">
      <button class="pill compact" type="button" aria-busy=${this.busy !== undefined} @click=${this.#cancel}>
        ${msg('Cancel subscription')}
      </button>
      <p class="quiet tiny">${msg(str`It then ends on ${until}; until then everything stays open.`)}</p>
    </div>`
  }

  #cancel = (): void => this.#change('cancel', () => this.api.cancelSubscription())
  #resume = (): void => this.#change('resume', () => this.api.resumeSubscription())

  #change(name: string, action: () => Promise<Subscription>): void {
    void this.attempt(name, async () => {
      const subscription = await action()
      if (this.state.me) this.visit.setMe({ ...this.state.me, subscription })
    })
  }
}

function standing({ status, ends }: Subscription, until: string): string {
  if (status === 'ended') return msg(str`Ended on ${until}.`)
  if (status === 'past-due') return msg(str`The last payment did not go through. Open until ${until}.`)
  return ends ? msg(str`Ends on ${until}. It will not renew.`) : msg(str`Renews on ${until}.`)
}

customElements.define('parlor-subscription-card', ParlorSubscriptionCard)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-subscription-card': ParlorSubscriptionCard
  }
}
