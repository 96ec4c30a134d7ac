import type { AvatarDescription } from '../avatar/avatar.ts'
import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'

/** Who talks with whom, as a prompt tells it. The avatar is the one whose look was accepted. */
export type Speakers = {
  readonly avatar: AvatarDescription
  readonly user: { readonly name: string }
}

/** Reads both in one statement, since every turn asks. Throws `not-found` for an account without an avatar. */
export async function readSpeakers(database: Database, account: string): Promise<Speakers> {
  const { rows } = await database.pool.query<AvatarDescription & { readonly user_name: string | null }>({
    name: 'turn-speakers',
    text: `select v.name, v.gender, v.age, v.nationality, v.appearance, u.name as user_name
      from avatar a
        join avatar_version v on v.avatar_id = a.id
          and v.version = case when a.accepted_photo is null then a.version else coalesce(a.accepted_version, a.version) end
        left join users u on u.id = a.account_id
      where a.account_id = $1`,
    values: [account],
  })
  const [row] = rows
  if (row === undefined) throw new PlatformError('not-found', 'A conversation has no avatar')
  const { user_name: userName, ...avatar } = row
  return { avatar, user: { name: userName ?? '' } }
}
