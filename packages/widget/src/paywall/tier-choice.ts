import { msg } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { Tier } from '../api/shapes.ts'
import { describeFeature } from './feature-words.ts'
import { formatPrice, perInterval } from './price.ts'
import { trialWords } from './terms.ts'

type ChoiceOptions = {
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
  /** The tier that somebody has. */
  readonly current?: string | undefined
  readonly freeDays?: (tier: Tier) => number
}

/** The tiers side by side as radio buttons, in the order of the deployment. */
export function tierChoice(tiers: readonly Tier[], options: ChoiceOptions): TemplateResult {
  return html`<fieldset class="tiers">
    <legend class="unseen">${msg('Subscriptions')}</legend>
    ${tiers.map((tier) => oneTier(tier, options))}
  </fieldset>`
}

/** The same without a choice, for what cannot be bought here or is the only one. */
export function tierList(tiers: readonly Tier[]): TemplateResult {
  return html`<ul class="tiers" role="list">
    ${tiers.map((tier) => html`<li class="tier plain">${what(tier, 0)}</li>`)}
  </ul>`
}

function oneTier(tier: Tier, { chosen, onChoose, current, freeDays }: ChoiceOptions): TemplateResult {
  const isChosen = tier.id === chosen
  return html`<label class="tier ${isChosen ? 'chosen' : ''}">
    <input
      type="radio"
      name="tier"
      .value=${tier.id}
      .checked=${isChosen}
      @change=${() => onChoose(tier.id)}
    />
    ${what(tier, freeDays?.(tier) ?? 0, tier.id === current)}
  </label>`
}

function what(tier: Tier, days: number, isCurrent = false): TemplateResult {
  const features = tier.features.map(describeFeature).filter((words) => words !== undefined)
  return html`<span class="what">
    <span class="first">
      <span class="name"
        >${tier.name} ${isCurrent ? html`<span class="mark">${msg('yours')}</span>` : nothing}</span
      >
      <span class="price"
        >${formatPrice(tier.price)} <span class="quiet tiny">${perInterval(tier.price)}</span></span
      >
    </span>
    ${days > 0 ? html`<span class="free tiny">${trialWords(tier, days)}</span>` : nothing}
    ${tier.description ? html`<span class="quiet small">${tier.description}</span>` : nothing}
    ${features.length > 0 ? html`<span class="quiet tiny">${features.join(' · ')}</span>` : nothing}
  </span>`
}

export const tierStyle = css`
  .tiers {
    display: flex;
    flex-direction: column;
    gap: 10px;
    list-style: none;
  }
  .tier {
    display: flex;
    align-items: flex-start;
    gap: 14px;
    padding: 14px 16px;
    border: 1.5px solid var(--parlor-control);
    border-radius: var(--parlor-r-m);
    background: var(--parlor-surface);
    font: inherit;
    transition:
      border-color var(--parlor-base) var(--parlor-ease),
      background var(--parlor-base) var(--parlor-ease);
  }
  label.tier {
    cursor: pointer;
  }
  .tier.plain {
    border-color: var(--parlor-line);
  }
  .tier.chosen {
    border-color: var(--parlor-accent);
    box-shadow: inset 0 0 0 1px var(--parlor-accent);
  }
  .tier input {
    inline-size: 20px;
    block-size: 20px;
    margin: 2px 0 0;
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
    gap: 4px;
    min-inline-size: 0;
  }
  .first {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    column-gap: 12px;
  }
  .name,
  .price {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .price {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .price .quiet {
    font-weight: 400;
  }
  .mark {
    padding: 1px 8px;
    border-radius: 999px;
    background: var(--parlor-accent-soft);
    color: var(--parlor-accent-ink);
    font: 600 12px/18px var(--parlor-font);
  }
  .free {
    color: var(--parlor-success);
    font-weight: 600;
  }
  @media (forced-colors: active) {
    .tier.chosen {
      outline: 2px solid Highlight;
    }
  }
`
