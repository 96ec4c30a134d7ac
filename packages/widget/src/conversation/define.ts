import { ParlorAnnouncer } from './announcer.ts'
import { ParlorComposer } from './composer.ts'
import { ParlorConversation } from './conversation-element.ts'
import { ParlorLightbox } from './lightbox.ts'
import { ParlorPhotoCard } from './photo-card.ts'

const elements: readonly (readonly [name: string, element: CustomElementConstructor])[] = [
  ['parlor-announcer', ParlorAnnouncer],
  ['parlor-composer', ParlorComposer],
  ['parlor-lightbox', ParlorLightbox],
  ['parlor-photo-card', ParlorPhotoCard],
  ['parlor-conversation', ParlorConversation],
]

/** Makes `<parlor-conversation>` and its parts known to the document; a second call changes nothing. */
export function defineConversation(): void {
  for (const [name, element] of elements) {
    if (!customElements.get(name)) customElements.define(name, element)
  }
}
