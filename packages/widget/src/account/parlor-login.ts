import { msg } from '@lit/localize'
import { html, nothing, type TemplateResult } from 'lit'
import { CredentialScreen } from './credential-screen.ts'
import { credentialFields, type CredentialProblems } from './credentials.ts'

/** For who has been here before. What was answered so far stays on the device. */
export class ParlorLogin extends CredentialScreen {
  protected readonly isNew = false

  protected override render(): TemplateResult {
    return html`<form novalidate @submit=${this.submit} @input=${this.recheck}>
      <h1 class="large" tabindex="-1" data-heading>${msg('Welcome back.')}</h1>
      ${
        this.state.notice === 'signed-out'
          ? html`<p class="banner" role="status">
              ${msg('You were signed out. Sign in to go on where you were.')}
            </p>`
          : nothing
      }
      ${credentialFields({ isNew: false, isShown: this.isShown, onShow: this.toggle, problems: this.problems })}
      ${this.problem(this.isSaidBesideFields)}
      <div class="stay">
        <button class="pill primary wide" type="submit" aria-busy=${this.busy !== undefined}>
          ${this.busy ? msg('One moment …') : msg('Sign in')}
        </button>
      </div>
      <div class="between">
        <button class="link" type="button" @click=${() => this.visit.restore(undefined)}>
          ${msg('I am new here')}
        </button>
      </div>
    </form>`
  }

  protected send(account: { email: string; password: string }): Promise<void> {
    return this.visit.signIn(account)
  }

  protected override problemsOf(): CredentialProblems {
    if (this.failure?.code === 'unauthenticated')
      return { password: msg('E-mail and password do not fit together.') }
    return super.problemsOf()
  }
}

customElements.define('parlor-login', ParlorLogin)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-login': ParlorLogin
  }
}
