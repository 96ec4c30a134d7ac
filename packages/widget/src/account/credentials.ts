import { msg } from '@lit/localize'
import { html, type TemplateResult } from 'lit'
import { glyph } from '../style/glyph.ts'
import { under } from '../style/under.ts'

export const shortestPassword = 8
export const longestPassword = 128

export type CredentialProblems = {
  readonly email?: string | undefined
  readonly password?: string | undefined
}

/** Whether the form may be sent; the server decides again. */
export function checkCredentials(
  email: string,
  password: string,
  isNew: boolean,
): CredentialProblems | undefined {
  const problems = { email: emailProblem(email), password: passwordProblem(password, isNew) }
  return problems.email || problems.password ? problems : undefined
}

type CredentialFields = {
  readonly isNew: boolean
  readonly isShown: boolean
  readonly onShow: () => void
  readonly problems: CredentialProblems
}

/** E-mail and password as password managers know them; the typed values stay in the fields only. */
export function credentialFields({ isNew, isShown, onShow, problems }: CredentialFields): TemplateResult {
  return html`
    <div class="field ${problems.email ? 'wrong' : ''}">
      <label for="email">${msg('E-mail')}</label>
      <div class="box">
        <input
          id="email"
          name="email"
          type="email"
          autocomplete=${isNew ? 'email' : 'username'}
          inputmode="email"
          autocapitalize="none"
          spellcheck="false"
          required
          aria-invalid=${problems.email ? 'true' : 'false'}
          aria-describedby="email-line"
        />
      </div>
      ${under({ id: 'email-line', problem: problems.email })}
    </div>
    <div class="field ${problems.password ? 'wrong' : ''}">
      <label for="password">${msg('Password')}</label>
      <div class="box">
        <input
          id="password"
          name="password"
          type=${isShown ? 'text' : 'password'}
          autocomplete=${isNew ? 'new-password' : 'current-password'}
          autocapitalize="none"
          spellcheck="false"
          maxlength=${longestPassword}
          required
          aria-invalid=${problems.password ? 'true' : 'false'}
          aria-describedby="password-line"
        />
        <button
          class="icon"
          type="button"
          aria-label=${isShown ? msg('Hide what I typed') : msg('Show what I typed')}
          @click=${onShow}
        >
          ${glyph(isShown ? 'eye-off' : 'eye')}
        </button>
      </div>
      ${under({ id: 'password-line', problem: problems.password, ...(isNew ? { hint: msg('At least 8 characters.') } : {}) })}
    </div>
  `
}

function emailProblem(email: string): string | undefined {
  if (email === '') return msg('Please give your e-mail address.')
  return /^[^\s@]+@[^\s@]+$/.test(email) ? undefined : msg('This does not look like an e-mail address.')
}

function passwordProblem(password: string, isNew: boolean): string | undefined {
  if (password === '') return msg('Please give a password.')
  return isNew && password.length < shortestPassword ? msg('Please use at least 8 characters.') : undefined
}
