import { msg } from '@lit/localize'
import { css, html, nothing, type TemplateResult } from 'lit'
import type { Avatar, Photo } from '../api/shapes.ts'
import { isPending } from '../journey/journey.ts'
import '../portrait/parlor-portrait.ts'
import { developingBlur } from './develop.ts'

/**
 * One look in the frame that it keeps through every state: developing, there, or not come through. `isNew`
 * marks the new one of two.
 */
export function lookCard(
  avatar: Avatar,
  look: Photo | undefined,
  caption: string,
  { isNew }: { readonly isNew: boolean } = { isNew: false },
): TemplateResult {
  const hasFailed = look !== undefined && !isPending(look) && look.state !== 'ready'
  return html`<figure class="look ${isNew ? 'new' : ''}">
    <parlor-portrait
      .gender=${avatar.gender}
      .words=${avatar.appearance}
      .softness=${look?.state === 'ready' ? 2 : developingBlur(look) + 3}
      .photo=${look?.preview ?? look?.image ?? undefined}
      .alt=${look?.alt ?? ''}
    ></parlor-portrait>
    ${hasFailed ? html`<p class="over">${look.state === 'canceled' ? msg('Stopped') : msg('Did not come through')}</p>` : nothing}
    <figcaption class="quiet tiny">${caption}</figcaption>
  </figure>`
}

export const lookCardStyle = css`
  .pair {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
    max-inline-size: 420px;
  }
  .look {
    position: relative;
    margin: 0;
    display: flex;
    flex-direction: column;
    gap: 6px;
  }
  .look parlor-portrait {
    aspect-ratio: 4 / 5;
    /* no rounder: the corner would cut the photo's AI mark */
    border-radius: var(--parlor-r-m);
  }
  .look.new parlor-portrait {
    box-shadow:
      0 0 0 2px var(--parlor-bg),
      0 0 0 4.5px var(--parlor-accent);
  }
  .over {
    position: absolute;
    inset-block-start: 12px;
    inset-inline: 12px;
    padding: 6px 10px;
    border-radius: 12px;
    background: rgb(20 10 18 / 0.72);
    color: #fff;
    font-size: 13px;
    line-height: 18px;
    text-align: center;
  }
`
