import { msg } from '@lit/localize'
import { html, nothing, type TemplateResult } from 'lit'
import '../account/parlor-account.ts'
import '../account/parlor-login.ts'
import type { Api } from '../api/client.ts'
import '../gate/parlor-gate.ts'
import type { Visit } from '../journey/visit.ts'
import type { VisitState } from '../journey/visit-state.ts'
import '../look/parlor-change.ts'
import '../look/parlor-developing.ts'
import '../look/parlor-reveal.ts'
import '../paywall/parlor-paywall.ts'
import '../portrait/parlor-portrait.ts'
import { poseOf } from '../portrait/pose.ts'
import './parlor-meet.ts'

/** The one portrait with what stands on it; it stays while the screens change. */
export function stage(state: VisitState): TemplateResult {
  const pose = poseOf(state)
  const { view, step } = state.place
  return html`
    <div class="stage ${pose.size}" part="portrait">
      <parlor-portrait
        .gender=${pose.gender}
        .words=${pose.words}
        .softness=${pose.blur}
        .low=${pose.size === 'strip'}
        .photo=${pose.photo}
        .alt=${pose.alt}
      ></parlor-portrait>
      ${pose.photo && pose.size === 'strip' ? html`<span class="ai">${msg('AI photo')}</span>` : nothing}
    </div>
    ${
      view === 'meet'
        ? html`<div class="steps" aria-hidden="true">
            ${[1, 2, 3, 4].map((number) => html`<i class=${number <= (step ?? 1) ? 'done' : ''}></i>`)}
          </div>`
        : nothing
    }
  `
}

/** Everything between the door and the chat; `undefined` for what is not of the meeting. */
export function screen(state: VisitState, visit: Visit, api: Api): TemplateResult | undefined {
  switch (state.place.view) {
    case 'gate':
    case 'under-age':
      return html`<parlor-gate .visit=${visit} .state=${state} data-screen></parlor-gate>`
    case 'meet':
      return html`<parlor-meet .visit=${visit} .state=${state} data-screen></parlor-meet>`
    case 'account':
      return html`<parlor-account .visit=${visit} .state=${state} data-screen></parlor-account>`
    case 'login':
      return html`<parlor-login .visit=${visit} .state=${state} data-screen></parlor-login>`
    case 'developing':
      return html`<parlor-developing .visit=${visit} .state=${state} data-screen></parlor-developing>`
    case 'reveal':
      return html`<parlor-reveal .visit=${visit} .state=${state} data-screen></parlor-reveal>`
    case 'change':
      return html`<parlor-change .visit=${visit} .state=${state} data-screen></parlor-change>`
    case 'paywall':
      return html`<parlor-paywall .api=${api} .visit=${visit} .state=${state} data-screen></parlor-paywall>`
    default:
      return undefined
  }
}
