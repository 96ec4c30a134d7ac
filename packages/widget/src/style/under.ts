import { html, nothing, type TemplateResult } from 'lit'

/** What stands under a control: what was wrong, else what helps. Both have the id that describes the control. */
export type Under = { readonly id: string; readonly problem?: string | undefined; readonly hint?: string }

/** The line under a control. Its room is there from the start, so that no error moves the page. */
export function under({ id, problem, hint }: Under): TemplateResult {
  return html`<div class="under">
    ${problem ? html`<p class="problem" id=${id} role="alert">${problem}</p>` : nothing}
    ${hint && !problem ? html`<p class="quiet tiny" id=${id}>${hint}</p>` : nothing}
  </div>`
}
