import { msg, str } from '@lit/localize'
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit'
import { ApiError } from '../api/api-error.ts'
import type { ChangePreview, Tier } from '../api/shapes.ts'
import { formatPrice } from '../paywall/price.ts'
import { tierChoice, tierStyle } from '../paywall/tier-choice.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'
import { changeWords } from './change-words.ts'

type Preview = { readonly tier: string; readonly answer: ChangePreview }

/**
 * Another tier for the one that runs. What it costs at once stands there before the button, asked of the provider.
 *
 * @fires parlor-tier-changed - detail: the subscription as it is now
 * @fires parlor-tier-kept
 */
export class ParlorTierChange extends Screen {
  static override properties = {
    ...Screen.properties,
    tiers: { state: true },
    chosen: { state: true },
    preview: { state: true },
  }
  declare tiers: readonly Tier[] | undefined
  declare chosen: string | undefined
  declare preview: Preview | undefined
  #asking: AbortController | undefined

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed)
    this.#load()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#asking?.abort()
  }

  protected override render(): TemplateResult {
    const current = this.state.me?.subscription?.tier?.id
    return html`<form
      novalidate
      tabindex="-1"
      aria-label=${msg('Change subscription')}
      @submit=${this.#change}
    >
      ${
        this.tiers
          ? tierChoice(this.tiers, { chosen: this.chosen ?? current, onChoose: this.#choose, current })
          : this.#loading()
      }
      ${this.problem()} ${this.#terms(current)}
    </form>`
  }

  #terms(current: string | undefined): TemplateResult {
    const tier = this.tiers?.find(({ id }) => id === this.chosen)
    const isOther = tier !== undefined && tier.id !== current
    const preview = this.preview?.tier === this.chosen ? this.preview?.answer : undefined
    return html`<p class="quiet small" role="status">
        ${isOther && preview ? changeWords(preview, tier) : nothing}
        ${isOther && !preview && !this.failure ? msg('Looking what it costs now …') : nothing}
      </p>
      <div class="row">
        ${
          isOther && preview
            ? html`<button class="pill primary compact" type="submit" aria-busy=${this.busy === 'change'}>
                ${buttonWords(preview, tier)}
              </button>`
            : nothing
        }
        ${
          isOther && this.failure && !preview
            ? html`<button class="pill compact" type="button" @click=${() => this.#choose(tier.id)}>
                ${msg('Try again')}
              </button>`
            : nothing
        }
        <button class="pill compact" type="button" @click=${() => this.#tell('parlor-tier-kept')}>
          ${msg('Keep it as it is')}
        </button>
      </div>`
  }

  #loading(): TemplateResult {
    if (this.failure)
      return html`<div>
        <button class="pill compact" type="button" @click=${this.#load}>${msg('Try again')}</button>
      </div>`
    return html`<p class="quiet small" role="status">${msg('Loading …')}</p>`
  }

  #load = (): void => {
    void this.attempt('tiers', async () => {
      this.tiers = (await this.api.tiers()).tiers
    })
  }

  /** Asks what a tier would cost now; another choice makes the answer to the one before worthless. */
  #choose = (tier: string): void => {
    this.chosen = tier
    this.preview = undefined
    this.failure = undefined
    this.#asking?.abort()
    if (tier === this.state.me?.subscription?.tier?.id) return
    const asking = new AbortController()
    this.#asking = asking
    void this.#ask(tier, asking.signal)
  }

  async #ask(tier: string, signal: AbortSignal): Promise<void> {
    try {
      this.preview = { tier, answer: await this.api.previewChange(tier, { signal }) }
    } catch (cause) {
      if (signal.aborted) return
      if (!(cause instanceof ApiError)) throw cause
      this.failure = cause
    }
  }

  #change = (event: Event): void => {
    event.preventDefault()
    const { chosen } = this
    if (!chosen || this.preview?.tier !== chosen) return
    void this.attempt('change', async () => {
      const { url, subscription } = await this.api.changeSubscription(chosen)
      if (url === null) return this.#tell('parlor-tier-changed', subscription)
      // the bank wants the person to agree, on a page of its own
      this.visit.leaving('change')
      globalThis.location.assign(url)
    })
  }

  #tell(type: string, detail: unknown = null): void {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }

  override focusHeading(): void {
    this.renderRoot.querySelector<HTMLElement>('form')?.focus({ preventScroll: true })
  }

  static override styles = [
    controls,
    tierStyle,
    css`
      form {
        display: flex;
        flex-direction: column;
        gap: 12px;
      }
      form:focus {
        outline: none;
      }
    `,
  ]
}

function buttonWords({ due }: ChangePreview, { name }: Tier): string {
  return due.amount > 0 ? msg(str`Change and pay ${formatPrice(due)}`) : msg(str`Change to ${name}`)
}

customElements.define('parlor-tier-change', ParlorTierChange)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-tier-change': ParlorTierChange
  }
}
