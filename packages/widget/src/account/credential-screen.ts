import { css } from 'lit'
import { messageFor } from '../journey/field-error.ts'
import { Screen } from '../shell/screen.ts'
import { controls } from '../style/controls.ts'
import { screenStyle } from '../style/screen-style.ts'
import { flat } from '../style/shape.ts'
import { checkCredentials, type CredentialProblems } from './credentials.ts'

/** What signing up and signing in share: reading the two fields, checking them, showing what was wrong. */
export abstract class CredentialScreen extends Screen {
  static override properties = { ...Screen.properties, isShown: { state: true }, problems: { state: true } }
  static override styles = [
    controls,
    screenStyle,
    css`
      /* a phone on its side has no line to spare for what may never be said */
      @container ${flat} {
        .under {
          min-block-size: 0;
        }
      }
    `,
  ]
  declare isShown: boolean
  declare problems: CredentialProblems

  constructor() {
    super()
    this.isShown = false
    this.problems = {}
  }

  protected abstract readonly isNew: boolean
  protected abstract send(account: { email: string; password: string }): Promise<void>

  protected readonly toggle = (): void => {
    this.isShown = !this.isShown
  }

  protected readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault()
    const email = this.field('#email')?.value.trim() ?? ''
    const password = this.field('#password')?.value ?? ''
    this.problems = checkCredentials(email, password, this.isNew) ?? {}
    if (!this.problems.email && !this.problems.password) {
      const isDone = await this.attempt('send', () => this.send({ email, password }))
      if (!isDone) this.problems = this.problemsOf()
    }
    await this.updateComplete
    if (this.problems.email ?? this.problems.password)
      this.field(this.problems.email ? '#email' : '#password')?.focus()
  }

  /** The server's words for each field, for a screen to correct where it knows better ones. */
  protected problemsOf(): CredentialProblems {
    return { email: messageFor(this.failure, 'email'), password: messageFor(this.failure, 'password') }
  }

  protected get isSaidBesideFields(): boolean {
    return Boolean(this.problems.email ?? this.problems.password)
  }

  /** A line goes away when what it asked for is there, not at the first key. */
  protected readonly recheck = (event: Event): void => {
    const { id } = event.target as HTMLInputElement
    const email = this.field('#email')?.value.trim() ?? ''
    const now = checkCredentials(email, this.field('#password')?.value ?? '', this.isNew) ?? {}
    if (id === 'email' && !now.email) this.problems = { ...this.problems, email: undefined }
    if (id === 'password' && !now.password) this.problems = { ...this.problems, password: undefined }
  }
}
