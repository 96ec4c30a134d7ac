import { msg, str } from '@lit/localize'
import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'

export type EmptyOptions = {
  readonly name: string
  readonly portraitUrl: string | null
  readonly onPick: (text: string) => void
}

/** The first moment: the portrait, a line in the companion's voice, one in ours, and two ways to begin. */
export function emptyConversation({ name, portraitUrl, onPick }: EmptyOptions): TemplateResult {
  const suggestions = [msg('How was your day?'), msg('Could you send me a photo?')]
  return html`<div class="empty">
    ${portraitUrl ? html`<img src=${portraitUrl} alt="" />` : nothing}
    <p class="voice">${msg(str`“Hi, I’m ${name}. What is on your mind today?”`)}</p>
    <p class="plain">
      ${msg(str`${name} is an AI companion. What is said and shown here is made by a machine.`)}
    </p>
    <div class="chips">
      ${suggestions.map(
        (text) => html`<button type="button" class="chip" @click=${() => onPick(text)}>${text}</button>`,
      )}
    </div>
  </div>`
}
