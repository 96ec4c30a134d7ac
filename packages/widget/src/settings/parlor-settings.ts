import { msg, str } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import { givenName } from '../look/given-name.ts'
import '../shell/parlor-sandbox-mark.ts'
import { Screen } from '../shell/screen.ts'
import type { Theme } from '../shell/theme.ts'
import { controls } from '../style/controls.ts'
import { glyph } from '../style/glyph.ts'
import '../subscription/parlor-dues.ts'
import './parlor-look-editor.ts'
import './parlor-subscription-card.ts'

/** Everything that can be changed later; the theme is told by `parlor-theme`. */
export class ParlorSettings extends Screen {
  static override properties = { ...Screen.properties, theme: { attribute: false }, isSaved: { state: true } }
  declare theme: Theme
  declare isSaved: boolean

  protected override render(): TemplateResult | typeof nothing {
    const { me } = this.state
    if (!me?.avatar) return nothing
    const { api, visit, state } = this
    return html`
      <header>
        <button
          class="icon"
          type="button"
          aria-label=${me.next === 'chat' ? msg('Back to the chat') : msg('Back')}
          @click=${() => visit.back()}
        >
          ${glyph('back')}
        </button>
        <h1 tabindex="-1" data-heading>${msg('Settings')}</h1>
        <parlor-sandbox-mark .about=${state.about}></parlor-sandbox-mark>
      </header>
      <parlor-dues
        .api=${api}
        .visit=${visit}
        .state=${state}
        @parlor-dues-gone=${() => this.focusHeading()}
      ></parlor-dues>
      <div class="body">
        <section aria-labelledby="look">
          <h2 id="look">${msg(str`${me.avatar.name}’s look`)}</h2>
          <parlor-look-editor .api=${api} .visit=${visit} .state=${state}></parlor-look-editor>
        </section>
        <div class="stack wide-gap">
          <section aria-labelledby="you">
            <h2 id="you">${msg('You')}</h2>
            ${this.#name()}
          </section>
          <section aria-labelledby="subscription">
            <h2 id="subscription">${msg('Subscription')}</h2>
            <parlor-subscription-card .api=${api} .visit=${visit} .state=${state}></parlor-subscription-card>
          </section>
          <section aria-labelledby="theme">
            <h2 id="theme">${msg('Theme')}</h2>
            ${this.#themes()}
          </section>
          <section>
            <button
              class="pill compact"
              type="button"
              aria-busy=${this.busy !== undefined}
              @click=${() => this.attempt('out', () => visit.signOut())}
            >
              ${msg('Sign out')}
            </button>
            <p class="quiet tiny">
              ${msg(
                html`<a href="/terms.html" target="_blank">Terms</a> ·
                  <a href="/privacy.html" target="_blank">Privacy notice</a>`,
              )}
            </p>
          </section>
        </div>
      </div>
    `
  }

  #name(): TemplateResult {
    const { user } = this.state.me ?? {}
    return html`<form novalidate @submit=${this.#rename}>
      <div class="field">
        <label for="name">${msg('What you are called')}</label>
        <div class="line">
          <div class="box">
            <input
              id="name"
              autocomplete="given-name"
              maxlength="40"
              .value=${givenName(user) ?? ''}
              @input=${() => (this.isSaved = false)}
            />
          </div>
          <button class="pill compact" type="submit" aria-busy=${this.busy !== undefined}>
            ${msg('Save')}
          </button>
        </div>
      </div>
      <p class="quiet tiny" role="status">${this.isSaved ? msg('Saved.') : user?.email}</p>
      ${this.problem()}
    </form>`
  }

  #themes(): TemplateResult {
    const themes: readonly (readonly [Theme, string])[] = [
      ['auto', msg('As the device')],
      ['light', msg('Light')],
      ['dark', msg('Dark')],
    ]
    return html`<div class="row" role="radiogroup" aria-labelledby="theme">
      ${themes.map(
        ([theme, label]) =>
          html`<label class="chip"
            ><input
              type="radio"
              name="theme"
              .value=${theme}
              .checked=${this.theme === theme}
              @change=${() => this.dispatchEvent(new CustomEvent('parlor-theme', { detail: theme }))}
            />${label}</label
          >`,
      )}
    </div>`
  }

  #rename = async (event: Event): Promise<void> => {
    event.preventDefault()
    const name = this.field('#name')?.value.trim()
    if (name) this.isSaved = await this.attempt('name', () => this.visit.rename(name))
  }

  static override styles = [
    controls,
    css`
      :host {
        display: flex;
        flex-direction: column;
        block-size: 100%;
        background: var(--parlor-bg);
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: 64px;
        padding-inline: 12px;
        border-block-end: 1px solid var(--parlor-line);
        background: var(--parlor-surface);
        flex: none;
      }
      header h1 {
        font-size: 19px;
        line-height: 26px;
        font-weight: 600;
      }
      header parlor-sandbox-mark {
        margin-inline: auto 8px;
      }
      h2 {
        font: 400 22px/30px var(--parlor-font-voice);
      }
      parlor-dues {
        flex: none;
      }
      .body {
        position: relative;
        flex: 1;
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 24px 24px calc(40px + env(safe-area-inset-bottom));
        display: grid;
        gap: 32px 48px;
        align-content: start;
      }
      section {
        display: flex;
        flex-direction: column;
        gap: 12px;
        align-items: stretch;
      }
      section > .pill {
        align-self: flex-start;
      }
      .wide-gap {
        gap: 32px;
      }
      .line {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .line .box {
        flex: 1;
      }
      form {
        display: flex;
        flex-direction: column;
        gap: 8px;
      }
      @container (min-width: 760px) {
        .body {
          grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
          padding: 32px 40px 48px;
        }
        parlor-dues {
          --parlor-strip-edge: 40px;
        }
      }
    `,
  ]
}

customElements.define('parlor-settings', ParlorSettings)
declare global {
  interface HTMLElementTagNameMap {
    'parlor-settings': ParlorSettings
  }
}
