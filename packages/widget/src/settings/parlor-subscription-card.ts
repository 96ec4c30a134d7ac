import { msg, str } from '@lit/localize'
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import type { Subscription, UsedFeature } from '../api/shapes.ts'
import { usedWords } from '../paywall/feature-words.ts'
import { formatPrice, perInterval } from '../paywall/price.ts'
import { moreWords } from '../shell/problem.ts'
import { dayWords } from '../shell/when.ts'
import { controls } from '../style/controls.ts'
import { isDue } from '../subscription/due-actions.ts'
import { calmWords, mayBuyAnew, troubleOf } from '../subscription/standing.ts'
import { SubscriptionScreen } from '../subscription/subscription-screen.ts'
import './parlor-invoices.ts'
import './parlor-tier-change.ts'

/** What is paid for, until when, what was used, and the way out: canceling is one tap, and so is undoing it. */
export class ParlorSubscriptionCard extends SubscriptionScreen {
  static override properties = {
    ...SubscriptionScreen.properties,
    isChanging: { state: true },
    said: { state: true },
  }
  declare isChanging: boolean
  /** What was done here last. */
  declare said: string | undefined
  #owesSight = false

  /** A card has no heading of its own: what has come takes the place of the button that was pressed. */
  override focusHeading(): void {
    const change = this.renderRoot.querySelector('parlor-tier-change')
    if (change) void change.updateComplete.then(() => change.focusHeading())
    else this.renderRoot.querySelector<HTMLElement>('[data-first]')?.focus()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isNews = changed.has('state') && changed.get('state')?.wish !== this.state.wish
    if (isNews && this.state.wish === 'change-tier')
      this.isChanging = this.state.me?.subscription?.can.change ?? false
    if (isNews && this.state.wish) this.#owesSight = true
  }

  // on a phone it stands far below the looks
  protected override updated(): void {
    if (!this.#owesSight) return
    this.#owesSight = false
    this.closest('section')?.scrollIntoView({ block: 'start' })
  }

  protected override render(): TemplateResult {
    const subscription = this.state.me?.subscription
    if (!subscription) return html`<p class="quiet small">${msg('There is no subscription.')}</p>`
    return html`<div class="stack">
      ${this.#head(subscription)} ${this.#usage(subscription)} ${this.problem()}
      ${
        this.isChanging
          ? html`<parlor-tier-change
              .api=${this.api}
              .visit=${this.visit}
              .state=${this.state}
              @parlor-tier-changed=${this.#changed}
              @parlor-tier-kept=${() => (this.isChanging = false)}
            ></parlor-tier-change>`
          : this.#actions(subscription)
      }
      ${
        subscription.can.invoices
          ? html`<parlor-invoices
              .api=${this.api}
              .visit=${this.visit}
              .state=${this.state}
            ></parlor-invoices>`
          : nothing
      }
    </div>`
  }

  #head(subscription: Subscription): TemplateResult {
    const { tier, price } = subscription
    const trouble = troubleOf(subscription)
    return html`<div class="head">
      <p class="first">
        <span class="tier">${tier?.name ?? msg('A subscription that is no longer offered')}</span>
        ${
          price
            ? html`<span class="price"
                >${formatPrice(price)} <span class="quiet tiny">${perInterval(price)}</span></span
              >`
            : nothing
        }
      </p>
      <div role="status">
        <p class="small ${trouble && isDue(subscription) ? 'danger' : 'quiet'}">
          ${trouble ? `${trouble.title}. ${trouble.words}` : calmWords(subscription)}
        </p>
        ${this.#news()}
      </div>
    </div>`
  }

  #news(): TemplateResult | typeof nothing {
    const { notice } = this.state
    const words =
      this.said ??
      (notice === 'card-saved' ? msg('The new card is saved.') : undefined) ??
      (notice === 'card-canceled' ? msg('The card was not changed.') : undefined)
    return words ? html`<p class="done small">${words}</p>` : nothing
  }

  #usage({ features, status }: Subscription): TemplateResult | typeof nothing {
    const limited = status === 'ended' ? [] : features.filter((feature) => usedWords(feature) !== undefined)
    if (limited.length === 0) return nothing
    return html`<ul class="usage" role="list">
      ${limited.map(usage)}
    </ul>`
  }

  #actions(subscription: Subscription): TemplateResult | typeof nothing {
    const { can, ends } = subscription
    if (mayBuyAnew(subscription)) return this.#startAnew()
    return html`<div class="stack tight">
      <div class="row">
        ${can.resume && ends ? this.#button('resume', msg('Keep my subscription'), this.#resume) : nothing}
        ${can.change ? this.#button('change', msg('Change subscription'), () => this.#openChange()) : nothing}
        ${can.card ? this.#button('card', msg('Use another card'), this.newCard) : nothing}
        ${can.cancel && !ends ? this.#button('cancel', msg('Cancel subscription'), this.#cancel) : nothing}
      </div>
      ${can.cancel && !ends ? html`<p class="quiet tiny">${cancelWords(subscription)}</p>` : nothing}
    </div>`
  }

  #startAnew(): TemplateResult | typeof nothing {
    if (this.state.me?.next !== 'subscribe') return nothing
    return html`<div>
      <button data-first class="pill primary compact" type="button" @click=${() => this.visit.back()}>
        ${msg('Subscribe again')}
      </button>
    </div>`
  }

  #button(name: string, words: string, onPress: () => void): TemplateResult {
    return html`<button
      data-first
      class="pill compact"
      type="button"
      aria-busy=${this.busy === name}
      @click=${onPress}
    >
      ${words}
    </button>`
  }

  #openChange(): void {
    this.said = undefined
    this.isChanging = true
  }

  #changed = ({ detail: subscription }: CustomEvent<Subscription>): void => {
    this.isChanging = false
    this.said = subscription.tier ? msg(str`You now have ${subscription.tier.name}.`) : undefined
    this.#show(subscription)
  }

  #cancel = (): void => this.#do('cancel', () => this.api.cancelSubscription())
  #resume = (): void => this.#do('resume', () => this.api.resumeSubscription())

  #do(name: string, action: () => Promise<Subscription>): void {
    this.said = undefined
    void this.attempt(name, async () => this.#show(await action()))
  }

  #show(subscription: Subscription): void {
    if (this.state.me) this.visit.setMe({ ...this.state.me, subscription })
  }

  static override styles = [
    controls,
    css`
      .head {
        display: flex;
        flex-direction: column;
        gap: 4px;
      }
      .first {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        column-gap: 12px;
      }
      .tier,
      .price {
        font-weight: 600;
      }
      .price {
        font-variant-numeric: tabular-nums;
      }
      .price .quiet {
        font-weight: 400;
      }
      .danger {
        color: var(--parlor-danger);
      }
      .done {
        color: var(--parlor-success);
        font-weight: 600;
      }
      .usage {
        display: flex;
        flex-direction: column;
        gap: 12px;
        list-style: none;
      }
      .usage progress {
        display: block;
        margin-block-start: 4px;
      }
    `,
  ]
}

/** What was used of one feature, as words and as a bar. */
function usage(feature: UsedFeature): TemplateResult {
  const { used, limit, until } = feature
  const words = usedWords(feature)
  const isUp = limit !== null && used >= limit
  return html`<li>
    <p class="small ${isUp ? '' : 'quiet'}">${isUp && until ? `${words}. ${moreWords(until)}` : words}</p>
    <progress max=${limit ?? 1} value=${used} aria-label=${words}></progress>
  </li>`
}

function cancelWords(subscription: Subscription): string {
  const { status, until, openUntil } = subscription
  const day = dayWords(until)
  if (status === 'trial')
    return msg(str`It then ends on ${day} and nothing is charged; until then everything stays open.`)
  // what is open while a payment is due is not paid for, and ends with the patience
  if (isDue(subscription) || openUntil === null) return msg('It then does not renew any more.')
  return msg(str`It then ends on ${day}; until then everything stays open.`)
}

customElements.define('parlor-subscription-card', ParlorSubscriptionCard)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-subscription-card': ParlorSubscriptionCard
  }
}
