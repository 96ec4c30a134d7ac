import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'
import { PhotoRow } from '../photo/records.ts'
import { aboutOf, readEvents, type Story } from './story.ts'

/** One text of a story, and what it is: `message`, `answer`, `scene`, `caption`, `change` or `prompt`. */
export type ShownText = { readonly what: string; readonly id: string; readonly text: string }

/** Reads what was said and asked for. That somebody looked is on record first, in the person's own audit trail. */
export async function showTexts(
  database: Database,
  { subject, photos }: Story,
  by: string,
): Promise<readonly ShownText[]> {
  const about = aboutOf(subject.turn, photos)
  await appendAudit(database.knex, {
    actor: 'operator',
    account: subject.account,
    type: 'texts-shown',
    data: { by, conversation: subject.conversation, ...about },
  })
  const said = (await readEvents(database, subject, about)).flatMap((event) => {
    if (event.type === 'message-sent') return [{ what: 'message', id: event.data.id, text: event.data.text }]
    if (event.type === 'turn-ended') return [{ what: 'answer', id: event.turn ?? '', text: event.data.text }]
    return []
  })
  const rows = await PhotoRow.query(database.knex)
    .where({ account_id: subject.account })
    .whereIn('id', [...about.photos])
    .orderBy('created_at')
  const asked = rows.flatMap((photo) =>
    (['scene', 'caption', 'change', 'prompt'] as const).flatMap((what) => {
      const text = photo[what]
      return text === null ? [] : [{ what, id: photo.id, text }]
    }),
  )
  return [...said, ...asked]
}
