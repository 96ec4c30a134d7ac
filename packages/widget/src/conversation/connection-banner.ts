import { msg } from '@lit/localize'
import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from './conversation-store.ts'
import { offlineIcon } from './icons.ts'

/** Says that the line is gone and that nothing is lost. A line that only blinks goes unmentioned. */
export function connectionBanner(connection: Connection): TemplateResult | typeof nothing {
  if (connection === 'offline')
    return html`<div class="banner" role="status">
      ${offlineIcon}<span>${msg('You are offline. Messages will go when you are back.')}</span>
    </div>`
  if (connection !== 'reconnecting') return nothing
  return html`<div class="banner patient" role="status">
    ${offlineIcon}<span>${msg('The line is gone for a moment. Messages will go when it is back.')}</span>
  </div>`
}
