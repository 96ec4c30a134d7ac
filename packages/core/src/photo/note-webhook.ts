import { createHash, timingSafeEqual } from 'node:crypto'
import type { ImageState } from '@parlor/plugin-kit'
import { enqueue } from './order.ts'
import type { PhotoContext } from './photo-context.ts'
import { PhotoRow } from './records.ts'

/** What a webhook came to. Only operators learn it: whoever sent it hears the same in each case. */
export type Noted =
  | 'noted'
  | 'nothing-new'
  | 'unknown-photo'
  | 'wrong-secret'
  | 'other-provider'
  | 'other-handle'

/**
 * A provider's word on a photo, already verified: a hint that wakes a worker, which asks the provider before it acts.
 * It never moves a photo. `ref` is the end of the address that the provider was given.
 */
export async function noteWebhook(
  context: PhotoContext,
  provider: string,
  { ref, state }: { readonly ref: string; readonly state: ImageState },
): Promise<Noted> {
  const [id = '', secret = ''] = ref.split('.', 2)
  const photo = await PhotoRow.query(context.database.knex).findOne({ id })
  if (photo === undefined) return 'unknown-photo'
  if (!isSame(photo.webhookSecret, secret)) return 'wrong-secret'
  if (photo.provider !== provider) return 'other-provider'
  const handle = state.handle === undefined ? undefined : JSON.stringify(state.handle)
  const { rows } = await context.database.pool.query<{ outcome: 'noted' | 'nothing-new' | 'other-handle' }>(
    // The newest row decides, under its lock: of ten that come at once one is noted, and none undoes an end.
    `with noted as (
       update photo set note = $4, hinted = true, due_at = case when claim is null then now() else due_at end
       where account_id = $1 and id = $2 and webhook_secret = $3 and provider = $6
         and state in ('starting', 'generating')
         and (note is null or note->>'status' = 'running') and note is distinct from $4::jsonb
         and (handle = $5::jsonb or (handle is null and state = 'starting' and $5::jsonb is not null))
       returning 1)
     select case when exists (select from noted) then 'noted'
       when (select handle is not null and handle is distinct from $5::jsonb from photo
             where account_id = $1 and id = $2) then 'other-handle'
       else 'nothing-new' end as outcome`,
    [photo.accountId, photo.id, secret, JSON.stringify(hint(state)), handle ?? null, provider],
  )
  const outcome = rows[0]?.outcome ?? 'nothing-new'
  if (outcome === 'noted') await enqueue(context, photo.id)
  return outcome
}

/** What is kept of it: pictures and signed addresses come from the provider itself, when it is asked. */
function hint(state: ImageState): ImageState {
  const handle = state.handle === undefined ? {} : { handle: state.handle }
  if (state.status === 'done') return { status: 'done', images: [], ...handle }
  if (state.status === 'failed') return { status: 'failed', code: state.code, message: '', ...handle }
  return { status: 'running', handle: state.handle }
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
