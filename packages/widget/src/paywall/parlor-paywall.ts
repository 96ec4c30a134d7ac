import { msg, str } from '@lit/localize'
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { ApiError } from '../api/api-error.ts'
import type { Offer, Subscription, Tier } from '../api/shapes.ts'
import { controls } from '../style/controls.ts'
import { glyph } from '../style/glyph.ts'
import { screenStyle } from '../style/screen-style.ts'
import { dueActions } from '../subscription/due-actions.ts'
import { mayBuyAnew, troubleOf } from '../subscription/standing.ts'
import { SubscriptionScreen } from '../subscription/subscription-screen.ts'
import { noticeWords } from './notice-words.ts'
import { freeDays, termWords } from './terms.ts'
import { tierChoice, tierList, tierStyle } from './tier-choice.ts'

/**
 * The product speaks here, not the companion: price, period, renewal and the way out stand before the button.
 *
 * Whoever has a subscription that is closed for now is not sold a second one: what heals the first is told instead.
 */
export class ParlorPaywall extends SubscriptionScreen {
  static override properties = {
    ...SubscriptionScreen.properties,
    offer: { state: true },
    chosen: { state: true },
    hasTalked: { state: true },
  }
  declare offer: Offer | undefined
  declare chosen: string | undefined
  /** What was said before, perhaps in the time of a subscription that is over. */
  declare hasTalked: boolean | undefined

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed)
    this.#load()
    void this.#recall()
  }

  protected override render(): TemplateResult {
    const { avatar, subscription } = this.state.me ?? {}
    const name = avatar?.accepted?.name ?? avatar?.name ?? ''
    const isKnown = (subscription && subscription.status !== 'pending') || this.hasTalked
    return html`<form novalidate @submit=${this.#checkout}>
      <h1 tabindex="-1" data-heading>
        ${isKnown ? msg(str`Keep talking with ${name}`) : msg(str`Start talking with ${name}`)}
      </h1>
      ${this.#notice()}
      ${subscription && !mayBuyAnew(subscription) ? this.#closed(subscription) : this.#open(name)}
      ${this.problem()}
      <div class="between">
        <button class="link" type="button" @click=${() => this.visit.back()}>${msg('Not now')}</button>
        ${this.signOutLink()}
      </div>
    </form>`
  }

  #open(name: string): TemplateResult {
    return html`<p class="quiet small">
        ${msg(str`A subscription opens the chat with ${name}, on every device you sign in on.`)}
      </p>
      ${this.offer ? this.#offer(this.offer) : this.#loading()}`
  }

  /** There is a subscription, and the chat is closed all the same. */
  #closed(subscription: Subscription): TemplateResult {
    const { title, words } = troubleOf(subscription) ?? {
      title: subscription.tier?.name ?? msg('Your subscription'),
      words: msg('The chat is not part of it.'),
    }
    return html`<div class="closed" role="status">
        <h2>${title}</h2>
        <p class="quiet small">${words}</p>
      </div>
      ${dueActions(subscription, { isBusy: this.busy === 'card', onCard: this.newCard })}
      <div>
        <button
          class="pill compact"
          type="button"
          @click=${() => this.visit.go({ view: 'settings' }, { wish: 'subscription' })}
        >
          ${msg('Look at your subscription')}
        </button>
      </div>
      ${
        subscription.status === 'pending'
          ? html`<progress aria-label=${msg('Waiting for the payment')}></progress>`
          : nothing
      }`
  }

  #offer({ tiers, canBuy }: Offer): TemplateResult {
    const chosen = tiers.find(({ id }) => id === this.chosen) ?? tiers[0]
    if (!chosen)
      return html`<p class="banner">
        ${msg('There is nothing to subscribe to yet. Please come back later.')}
      </p>`
    if (!canBuy) return this.#whoToAsk(tiers)
    const days = this.#freeDays(chosen)
    return html`
      ${tierChoice(tiers, {
        chosen: chosen.id,
        onChoose: (id) => (this.chosen = id),
        freeDays: this.#freeDays,
      })}
      <div class="stack tight">
        <p class="quiet small terms">${termWords(chosen, days)}</p>
        <p class="quiet tiny">${msg('The checkout shows the total, with any taxes, before you agree.')}</p>
      </div>
      <button class="pill primary wide" type="submit" aria-busy=${this.busy === 'checkout'}>
        ${glyph('lock')} ${this.busy === 'checkout' ? msg('One moment …') : msg('Continue to checkout')}
      </button>
    `
  }

  #whoToAsk(tiers: readonly Tier[]): TemplateResult {
    const { about, me } = this.state
    return html`${tierList(tiers)}
      <div class="banner">
        <p>
          ${msg(str`It cannot be bought on this page: whoever runs ${about?.name ?? 'this'} opens it for you.`)}
        </p>
        <p>${msg(html`Ask them, and name your account: <strong>${me?.user.email}</strong>.`)}</p>
        <p>${msg('The chat opens here by itself as soon as they have.')}</p>
      </div>`
  }

  #freeDays = (tier: Tier): number => freeDays(tier, Boolean(this.state.me?.subscription))

  #notice(): TemplateResult | typeof nothing {
    const words = noticeWords(this.state)
    if (words === undefined) return nothing
    return html`<div class="banner" role="status">
      <p>${words}</p>
      ${
        this.state.notice === 'checkout-slow'
          ? html`<button
              class="link small"
              type="button"
              aria-busy=${this.busy === 'check'}
              @click=${() => this.attempt('check', () => this.visit.accessChanged())}
            >
              ${msg('Look again')}
            </button>`
          : nothing
      }
    </div>`
  }

  #loading(): TemplateResult {
    if (this.failure)
      return html`<button class="pill wide" type="button" @click=${this.#load}>${msg('Try again')}</button>`
    return html`<div class="skeleton" role="status"><span class="unseen">${msg('Loading')}</span></div>`
  }

  #load = (): void => {
    void this.attempt('tiers', async () => {
      this.offer = await this.api.tiers()
    })
  }

  async #recall(): Promise<void> {
    try {
      this.hasTalked = (await this.api.conversations()).some(({ lastSeq }) => lastSeq > 0)
    } catch (cause) {
      // one word of the heading hangs on it, and nobody pays for that
      if (!(cause instanceof ApiError)) throw cause
    }
  }

  #checkout = (event: Event): void => {
    event.preventDefault()
    const tier = this.chosen ?? this.offer?.tiers[0]?.id
    if (!tier || !this.offer?.canBuy) return
    void this.attempt('checkout', () => this.#leave(tier))
  }

  async #leave(tier: string): Promise<void> {
    try {
      const { url } = await this.api.checkout(tier)
      this.visit.leaving('checkout')
      // a full redirect: phones block windows that open after an answer came
      globalThis.location.assign(url)
    } catch (cause) {
      // bought in another tab, or what is sold has changed: what is true now stands beside the refusal
      const isBehind = cause instanceof ApiError && ['conflict', 'validation'].includes(cause.code)
      if (isBehind) {
        await this.visit.accessChanged()
        this.offer = await this.api.tiers()
      }
      throw cause
    }
  }

  static override styles = [
    controls,
    screenStyle,
    tierStyle,
    css`
      .closed {
        display: flex;
        flex-direction: column;
        gap: 6px;
        padding: 14px 16px;
        border-radius: var(--parlor-r-m);
        background: var(--parlor-sunken);
      }
      .banner {
        display: flex;
        flex-direction: column;
        gap: 4px;
      }
      .skeleton {
        block-size: 84px;
        border-radius: var(--parlor-r-m);
        background: var(--parlor-sunken);
      }
    `,
  ]
}

customElements.define('parlor-paywall', ParlorPaywall)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-paywall': ParlorPaywall
  }
}
