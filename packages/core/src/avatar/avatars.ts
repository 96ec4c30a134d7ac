import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import { newId } from '../database/id.ts'
import { PlatformError } from '../platform-error.ts'
import type { AvatarDescription, AvatarVersion } from './avatar.ts'
import { AvatarRow, AvatarVersionRow } from './records.ts'

/** One account's avatar: its newest description, and the one whose look was accepted, if any. */
export type AvatarState = {
  readonly id: string
  readonly newest: AvatarVersion
  readonly accepted: (AvatarVersion & { readonly photo: string }) | undefined
}

/** The account's avatar, or undefined before it was described. */
export async function findAvatar(database: Knex, account: string): Promise<AvatarState | undefined> {
  const row = await AvatarRow.query(database).findOne({ account_id: account })
  if (row === undefined) return undefined
  const newest = await findVersion(database, row.id, row.version)
  if (newest === undefined) return undefined
  if (row.acceptedVersion === null || row.acceptedPhoto === null)
    return { id: row.id, newest, accepted: undefined }
  const accepted = await findVersion(database, row.id, row.acceptedVersion)
  return { id: row.id, newest, accepted: accepted && { ...accepted, photo: row.acceptedPhoto } }
}

export async function findVersion(
  database: Knex,
  avatar: string,
  version: number,
): Promise<AvatarVersion | undefined> {
  const row = await AvatarVersionRow.query(database).findById([avatar, version])
  return (
    row && {
      avatar,
      version,
      name: row.name,
      gender: row.gender,
      age: row.age,
      nationality: row.nationality,
      appearance: row.appearance,
    }
  )
}

/** The avatar's row is the lock: of two that have it painted at once the second finds what the first began. */
export async function lockAvatar(transaction: Knex, account: string): Promise<void> {
  await AvatarRow.query(transaction).findOne({ account_id: account }).forUpdate()
}

/** What the avatar was called in each of its versions. */
export async function versionNames(database: Knex, avatar: string): Promise<ReadonlyMap<number, string>> {
  const rows = await AvatarVersionRow.query(database).where({ avatar_id: avatar }).select('version', 'name')
  return new Map(rows.map(({ version, name }) => [version, name]))
}

/**
 * Writes a description as the avatar's next version, unless the newest one says the same; makes the avatar and
 * its conversation when it is the first. What is talked to stays the accepted version until a look of the new one is accepted.
 *
 * `basedOn` is the version that its writer had before their eyes: throws `conflict` when there is a newer one by
 * now, which they would overwrite unseen.
 */
export async function describeAvatar(
  transaction: Knex,
  account: string,
  description: AvatarDescription,
  basedOn?: number,
): Promise<AvatarVersion> {
  // The first description has no row to lock yet: two at once would make two avatars.
  await transaction.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [account])
  const existing = await AvatarRow.query(transaction).findOne({ account_id: account }).forUpdate()
  const newest = existing && (await findVersion(transaction, existing.id, existing.version))
  if (newest !== undefined && saysTheSame(newest, description)) return newest
  if (basedOn !== undefined && basedOn !== (newest?.version ?? 0)) {
    throw new PlatformError('conflict', 'The description was changed meanwhile', {
      extra: { version: newest?.version ?? 0 },
    })
  }
  const version = (existing?.version ?? 0) + 1
  const id = existing?.id ?? newId()
  if (existing === undefined) {
    await AvatarRow.query(transaction).insert({ accountId: account, id, version })
    const conversation = newId()
    await transaction('conversation').insert({ account_id: account, id: conversation, avatar_id: id })
    await appendAudit(transaction, {
      actor: 'user',
      account,
      type: 'conversation-opened',
      data: { conversation, avatar: id },
    })
  } else {
    await AvatarRow.query(transaction).findById(id).patch({ version })
  }
  await AvatarVersionRow.query(transaction).insert({ avatarId: id, version, ...description })
  await appendAudit(transaction, {
    actor: 'user',
    account,
    type: 'avatar-described',
    data: { avatar: id, version, ...description },
  })
  return { avatar: id, version, ...description }
}

function saysTheSame(one: AvatarDescription, other: AvatarDescription): boolean {
  const fields = ['name', 'gender', 'age', 'nationality', 'appearance'] as const
  return fields.every((field) => one[field] === other[field])
}
