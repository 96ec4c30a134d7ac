import { msg, str } from '@lit/localize'
import { html, type TemplateResult } from 'lit'
import { pronounsOf } from '../avatar/pronouns.ts'
import { glyph } from '../style/glyph.ts'
import { CredentialScreen } from './credential-screen.ts'
import { credentialFields, type CredentialProblems } from './credentials.ts'

/** The last question before a picture is painted: the account, asked for in the companion's sense. */
export class ParlorAccount extends CredentialScreen {
  protected readonly isNew = true

  protected override render(): TemplateResult {
    const { draft } = this.state
    const { subject, object } = pronounsOf(draft.gender)
    return html`<form novalidate @submit=${this.submit} @input=${this.recheck}>
      <h1 tabindex="-1" data-heading>${msg(str`So that ${subject} can find you again.`)}</h1>
      <p class="quiet small">
        ${msg(str`An account keeps ${draft.name ?? object} and everything you say to each other, for you alone.`)}
      </p>
      ${credentialFields({ isNew: true, isShown: this.isShown, onShow: this.toggle, problems: this.problems })}
      ${this.problem(this.isSaidBesideFields)}
      <div class="stay">
        <button class="pill primary wide" type="submit" aria-busy=${this.busy !== undefined}>
          ${this.busy ? msg('One moment …') : msg(str`Create account and meet ${object}`)}
        </button>
      </div>
      <div class="between">
        <button class="link" type="button" @click=${() => this.visit.back()}>
          ${glyph('back')}${msg('Back')}
        </button>
        <button class="link" type="button" @click=${() => this.visit.go({ view: 'login' })}>
          ${msg('I have an account')}
        </button>
      </div>
    </form>`
  }

  protected send(account: { email: string; password: string }): Promise<void> {
    return this.visit.signUp(account)
  }

  protected override problemsOf(): CredentialProblems {
    if (this.failure?.code === 'conflict')
      return { email: msg('There is an account already. Sign in instead?') }
    return super.problemsOf()
  }
}

customElements.define('parlor-account', ParlorAccount)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-account': ParlorAccount
  }
}
