import { LitElement, nothing, type CSSResultGroup, type TemplateResult } from 'lit'
import type { Draft } from '../draft/draft.ts'
import { controls } from '../style/controls.ts'
import { under, type Under } from '../style/under.ts'

/**
 * One question's controls, used by the first meeting and by the settings. It tells each answer at once by
 * `parlor-answer` and checks itself when asked, showing one calm line beside the field.
 */
export class AnswerField extends LitElement {
  static override properties = {
    draft: { attribute: false },
    /** What the server said about this field. */
    error: { attribute: false },
    compact: { type: Boolean, reflect: true },
    problem: { state: true },
  }
  static override styles: CSSResultGroup = controls
  declare draft: Draft
  declare error: string | undefined
  declare compact: boolean
  declare problem: string | undefined

  constructor() {
    super()
    this.draft = {}
    this.error = undefined
    this.compact = false
    this.problem = undefined
    this.addEventListener('keydown', this.#enter)
  }

  // the browser submits on Enter only from fields of the form's own tree, which a shadow root is not
  #enter = (event: KeyboardEvent): void => {
    const isTyping = event.composedPath()[0] instanceof HTMLInputElement
    if (event.key === 'Enter' && isTyping && !event.isComposing) this.closest('form')?.requestSubmit()
  }

  /** Whether the answer may be left; if not it says why and takes the focus. */
  check(): boolean {
    return true
  }

  protected answer(change: Partial<Draft>): void {
    this.problem = undefined
    this.dispatchEvent(new CustomEvent('parlor-answer', { detail: change, bubbles: true }))
  }

  /** Shows the line and moves to the control that it is about. */
  protected refuse(problem: string, control: string): false {
    this.problem = problem
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(control)?.focus())
    return false
  }

  protected get said(): string | undefined {
    return this.problem ?? this.error
  }

  /** The line under a control; a compact field stands where a page may grow, and has it only when needed. */
  protected line(line: Under): TemplateResult | typeof nothing {
    return this.compact && !line.problem ? nothing : under(line)
  }
}

/** The event by which every field tells its answer. */
export type AnswerEvent = CustomEvent<Partial<Draft>>
