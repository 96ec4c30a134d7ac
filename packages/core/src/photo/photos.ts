import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import { describeAvatar, findAvatar, lockAvatar } from '../avatar/avatars.ts'
import { avatarDescription, type AvatarDescription } from '../avatar/avatar.ts'
import { AvatarRow } from '../avatar/records.ts'
import type { Database } from '../database/database.ts'
import { within } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import { statedAge } from '../safety/adult-age.ts'
import { refusedDepiction } from '../safety/depiction.ts'
import type { Judgement } from '../safety/moderation.ts'
import { assertMayPaint } from '../safety/painting-pause.ts'
import { claimPhoto, releasePhoto } from './claim.ts'
import { assertNoOpenLook, findOpenLook, orderReference } from './order-look.ts'
import { enqueue } from './order.ts'
import type { PhotoContext } from './photo-context.ts'
import { endWithout } from './photo-step.ts'
import { openStates, PhotoRow, type PhotoState } from './records.ts'
import { refuseWords } from './refuse-words.ts'

/** The web process waits this long for moderators; what they cannot judge by then is not painted. */
const judgeMs = 10_000

/**
 * Describes the avatar anew and has its look painted at once. The first look is free of any limit; later
 * ones count as `paintAgain`. The same description again, while it is painted, changes nothing. Throws `validation`
 * when a moderator refuses the description, `cooling-down` after several of those, and `conflict` when it was written on another version than `basedOn`.
 */
export async function describeAndPaint(
  context: PhotoContext,
  account: string,
  description: AvatarDescription,
  basedOn?: number,
): Promise<PhotoRow> {
  const checked = avatarDescription.parse(description)
  await assertMayPaint(context.database.knex, account)
  // With the age: a moderator judges "ten years younger" by it, and so does the rule.
  const text = `${statedAge(checked.age)}\n${checked.name}\n${checked.nationality}\n${checked.appearance}`
  const call = { key: `avatar:${account}`, signal: within(judgeMs) }
  const verdict = await context.moderation.judge('avatar', { text }, call)
  if (verdict.action !== 'allow') {
    const fields = ['name', 'nationality', 'appearance'] as const
    const field = fields.find((name) => refusedDepiction(checked[name], 'avatar') !== undefined)
    const refused = { stage: 'description', path: field ?? 'appearance', words: text, verdict } as const
    throw await refuseWords(context, account, refused)
  }
  const photo = await context.database.knex.transaction(async (transaction) => {
    await auditJudged(transaction, account, 'description', verdict)
    const version = await describeAvatar(transaction, account, checked, basedOn)
    // A second click of the same button finds the painting that the first one began.
    const begun = await findOpenLook(transaction, account, version.version)
    return begun ?? (await orderReference(context, transaction, account, { version }))
  })
  await enqueue(context, photo.id)
  return photo
}

/** Paints the newest version again, with a wish for a change if there is one. Every look is kept. */
export async function paintAgain(context: PhotoContext, account: string, change?: string): Promise<PhotoRow> {
  await assertMayPaint(context.database.knex, account)
  const verdict = change === undefined ? undefined : await judgeChange(context, account, change)
  const photo = await context.database.knex.transaction(async (transaction) => {
    if (verdict !== undefined) await auditJudged(transaction, account, 'change', verdict)
    await lockAvatar(transaction, account)
    const avatar = await findAvatar(transaction, account)
    if (avatar === undefined) throw new PlatformError('not-found', 'There is no avatar yet')
    await assertNoOpenLook(transaction, account, avatar.newest.version)
    return await orderReference(context, transaction, account, {
      version: avatar.newest,
      ...(change === undefined ? {} : { change }),
    })
  })
  await enqueue(context, photo.id)
  return photo
}

async function judgeChange(context: PhotoContext, account: string, change: string): Promise<Judgement> {
  const call = { key: `change:${account}`, signal: within(judgeMs) }
  const verdict = await context.moderation.judge('avatar', { text: change }, call)
  if (verdict.action === 'allow') return verdict
  throw await refuseWords(context, account, { stage: 'change', path: 'change', words: change, verdict })
}

async function auditJudged(
  transaction: Knex,
  account: string,
  stage: 'description' | 'change',
  { judged }: Judgement,
): Promise<void> {
  await appendAudit(transaction, { actor: 'system', account, type: 'words-judged', data: { stage, judged } })
}

/** Takes a look as the avatar's own: any that was ever painted, of any version. */
export async function acceptLook(context: PhotoContext, account: string, id: string): Promise<void> {
  await context.database.knex.transaction(async (transaction) => {
    const photo = await PhotoRow.query(transaction).findOne({ account_id: account, id, kind: 'reference' })
    if (photo === undefined) throw new PlatformError('not-found', 'There is no such look')
    if (photo.state !== 'ready') throw new PlatformError('conflict', 'This look is not ready')
    await AvatarRow.query(transaction)
      .where({ account_id: account, id: photo.avatarId })
      .patch({ acceptedVersion: photo.avatarVersion, acceptedPhoto: photo.id })
    await appendAudit(transaction, {
      actor: 'user',
      account,
      type: 'look-accepted',
      data: { avatar: photo.avatarId, version: photo.avatarVersion, photo: photo.id },
    })
  })
}

/**
 * Asks for an end. One that waits is ended at once, however long the queue; one that was begun by the claim's
 * holder. A photo that has ended, or whose picture is ours already, stays as it is; with `whileFree` also one that was
 * begun, since its end would count as used, which whoever asked may not know yet.
 */
export async function cancelPhoto(
  context: PhotoContext,
  account: string,
  id: string,
  { whileFree = false }: { readonly whileFree?: boolean } = {},
): Promise<PhotoRow> {
  const asked = await askCancel(context.database, account, id, { whileFree })
  if (asked === 'queued') await endWaiting(context, id)
  else if (asked !== undefined) await enqueue(context, id)
  return await findPhoto(context.database, account, id)
}

/** Notes the wish alone, audited; the state in which it found the photo, or undefined where there is nothing to cancel. */
export async function askCancel(
  database: Database,
  account: string,
  id: string,
  { operator, whileFree = false }: { readonly operator?: string; readonly whileFree?: boolean } = {},
): Promise<PhotoState | undefined> {
  return await database.knex.transaction(async (transaction) => {
    const [row] = await transaction('photo')
      .where({ account_id: account, id, cancel_asked_at: null })
      .whereIn('state', whileFree ? ['queued'] : ['queued', 'starting', 'generating'])
      .update({
        cancel_asked_at: transaction.fn.now(),
        // A holder reads the wish at its next step; a row that waits is due at once.
        hinted: true,
        due_at: transaction.raw('case when claim is null then now() else due_at end'),
      })
      .returning<{ state: PhotoState }[]>('state')
    if (row === undefined) return undefined
    await appendAudit(transaction, {
      actor: operator === undefined ? 'user' : 'operator',
      account,
      type: 'photo-cancel-asked',
      data: { photo: id, ...(operator === undefined ? {} : { by: operator }) },
    })
    return row.state
  })
}

/** Nobody has it and its request has not left: there is nothing to tell a provider. */
async function endWaiting(context: PhotoContext, id: string): Promise<void> {
  const photo = await claimPhoto(context.database, id, context.claims.seconds)
  if (photo?.state === 'queued') await endWithout(context, photo, 'canceled', 'canceled')
  else {
    if (photo !== undefined) await releasePhoto(context.database, photo, 0)
    await enqueue(context, id)
  }
}

/** Throws `not-found` for a photo that does not exist and for one of somebody else alike. */
export async function findPhoto(database: Database, account: string, id: string): Promise<PhotoRow> {
  const photo = await PhotoRow.query(database.knex).findOne({ account_id: account, id })
  if (photo === undefined) throw new PlatformError('not-found', 'There is no such photo')
  return photo
}

/** Every look ever painted for an account's avatar, oldest first. */
export async function findLooks(
  database: Database,
  account: string,
  avatar: string,
): Promise<readonly PhotoRow[]> {
  return await PhotoRow.query(database.knex)
    .where({ account_id: account, avatar_id: avatar, kind: 'reference' })
    .orderBy('created_at')
}

/** Photos that are due and that nobody moves, for the sweeper. */
export async function duePhotos(database: Database, limit: number): Promise<readonly string[]> {
  const rows = await PhotoRow.query(database.knex)
    .whereIn('state', [...openStates])
    .whereRaw(`due_at < now() - interval '5 s'`)
    .orderBy('due_at')
    .limit(limit)
    .select('id')
  return rows.map((row) => row.id)
}
