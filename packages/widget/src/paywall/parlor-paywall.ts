import { msg, str } from '@lit/localize'
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { ApiError } from '../api/api-error.ts'
import type { Tier } from '../api/shapes.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'
import { glyph } from '../style/glyph.ts'
import { screenStyle } from '../style/screen-style.ts'
import { describeFeature, formatPrice, perInterval, renewal } from './price.ts'

/** The product speaks here, not the companion: price, period, renewal and the way out stand before the button. */
export class ParlorPaywall extends Screen {
  static override properties = {
    ...Screen.properties,
    tiers: { state: true },
    chosen: { state: true },
    hasTalked: { state: true },
  }
  declare tiers: readonly Tier[] | undefined
  declare chosen: string | undefined
  /** A subscription that ended is not in `me` any more, but what was said in its time is. */
  declare hasTalked: boolean | undefined

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed)
    this.#load()
    void this.#recall()
  }

  protected override render(): TemplateResult {
    const { avatar, subscription } = this.state.me ?? {}
    const name = avatar?.accepted?.name ?? avatar?.name ?? ''
    return html`<form novalidate @submit=${this.#checkout}>
      <h1 tabindex="-1" data-heading>
        ${subscription || this.hasTalked ? msg(str`Keep talking with ${name}`) : msg(str`Start talking with ${name}`)}
      </h1>
      ${this.#notice()}
      <p class="quiet small">
        ${msg(str`A subscription opens the chat with ${name}, on every device you sign in on.`)}
      </p>
      ${this.tiers ? this.#offer(this.tiers) : this.#loading()} ${this.problem()}
      <div class="between">
        <button class="link" type="button" @click=${() => this.visit.back()}>${msg('Not now')}</button>
        ${this.signOutLink()}
      </div>
    </form>`
  }

  #offer(tiers: readonly Tier[]): TemplateResult {
    const chosen = tiers.find(({ id }) => id === this.chosen) ?? tiers[0]
    if (!chosen)
      return html`<p class="banner">
        ${msg('There is nothing to subscribe to yet. Please come back later.')}
      </p>`
    const price = formatPrice(chosen.price)
    return html`
      <fieldset class="tiers">
        <legend class="unseen">${msg('Subscriptions')}</legend>
        ${tiers.map((tier) => this.#tier(tier, tier.id === chosen.id))}
      </fieldset>
      <p class="quiet small terms">
        ${msg(str`${price} ${perInterval(chosen.price)}, renews ${renewal(chosen.price)} until you cancel. Cancel any time in Settings; you keep what you paid for.`)}
      </p>
      <button class="pill primary wide" type="submit" aria-busy=${this.busy === 'checkout'}>
        ${glyph('lock')} ${this.busy === 'checkout' ? msg('One moment …') : msg('Continue to checkout')}
      </button>
    `
  }

  #tier(tier: Tier, isChosen: boolean): TemplateResult {
    const features = tier.features.map(describeFeature).filter((words) => words !== undefined)
    return html`<label class="tier ${isChosen ? 'chosen' : ''}">
      <input
        type="radio"
        name="tier"
        .value=${tier.id}
        .checked=${isChosen}
        @change=${() => (this.chosen = tier.id)}
      />
      <span class="what">
        <span class="first">
          <span class="name">${tier.name}</span>
          <span class="price"
            >${formatPrice(tier.price)} <span class="quiet tiny">${perInterval(tier.price)}</span></span
          >
        </span>
        <span class="quiet tiny">${tier.description || features.join(', ')}</span>
        ${tier.description && features.length > 0 ? html`<span class="quiet tiny">${features.join(', ')}</span>` : nothing}
      </span>
    </label>`
  }

  #notice(): TemplateResult | typeof nothing {
    const { notice } = this.state
    if (notice === 'checkout-canceled')
      return html`<p class="banner" role="status">${msg('Checkout was canceled. Nothing was charged.')}</p>`
    if (notice !== 'checkout-slow') return nothing
    return html`<p class="banner" role="status">
      ${msg('Your payment is not confirmed yet. That can take a few minutes; you need not pay again.')}
      <button class="link" type="button" @click=${() => this.attempt('check', () => this.visit.proceed())}>
        ${msg('Look again')}
      </button>
    </p>`
  }

  #loading(): TemplateResult {
    if (this.failure)
      return html`<button class="pill wide" type="button" @click=${this.#load}>${msg('Try again')}</button>`
    return html`<div class="skeleton" role="status"><span class="unseen">${msg('Loading')}</span></div>`
  }

  #load = (): void => {
    void this.attempt('tiers', async () => {
      this.tiers = await this.api.tiers()
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
    const tier = this.chosen ?? this.tiers?.[0]?.id
    if (!tier) return
    void this.attempt('checkout', async () => {
      const { url } = await this.api.checkout(tier)
      // a full redirect: phones block windows that open after an answer came
      globalThis.location.assign(url)
    })
  }

  static override styles = [
    controls,
    screenStyle,
    css`
      .tiers {
        display: flex;
        flex-direction: column;
        gap: 10px;
      }
      .tier {
        display: flex;
        align-items: center;
        gap: 14px;
        padding: 14px 16px;
        border: 1.5px solid var(--parlor-control);
        border-radius: var(--parlor-r-m);
        background: var(--parlor-surface);
        cursor: pointer;
        font: inherit;
      }
      .tier.chosen {
        border-color: var(--parlor-accent);
        box-shadow: inset 0 0 0 1px var(--parlor-accent);
      }
      .tier input {
        inline-size: 20px;
        block-size: 20px;
        margin: 0;
        flex: none;
        accent-color: var(--parlor-accent);
      }
      .tier input:focus-visible {
        outline: none;
      }
      .what {
        flex: 1;
        display: flex;
        flex-direction: column;
        gap: 2px;
        min-inline-size: 0;
      }
      .name,
      .price {
        font-weight: 600;
      }
      .first {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        column-gap: 12px;
      }
      .price {
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .price .quiet {
        font-weight: 400;
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
