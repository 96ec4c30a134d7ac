import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import type { Database } from '../database/database.ts'

/** A content of `tiers.yaml` that was accepted. The newest one is in force, whatever stands in a process's own file. */
export type TiersVersion = {
  readonly version: number
  readonly content: string
  readonly sha256: string
  readonly acceptedAt: Date
}

const columns = `version, content, sha256, accepted_at as "acceptedAt"`

/** What is in force, if it is newer than `version`. */
export async function newerTiers(database: Database, version: number): Promise<TiersVersion | undefined> {
  const { rows } = await database.pool.query<TiersVersion>({
    name: 'newer-tiers',
    text: `select ${columns} from tiers_file where version > $1 order by version desc limit 1`,
    values: [version],
  })
  return rows[0]
}

/**
 * Puts a content in force, audited, and gives what is in force then. One that is in force already is accepted once,
 * however many processes bring it. `mayReturn` says whether one that was in force before takes the place of `newest`.
 */
export async function acceptTiers(
  database: Database,
  content: string,
  { mayReturn }: { readonly mayReturn: (newest: TiersVersion) => boolean },
): Promise<TiersVersion> {
  const sha256 = createHash('sha256').update(content).digest('hex')
  return await database.knex.transaction(async (transaction) => {
    await transaction.raw(`select pg_advisory_xact_lock(hashtextextended('tiers', 0))`)
    const newest = await newestRow(transaction)
    if (newest?.sha256 === sha256) return newest
    const before = await transaction('tiers_file').where({ sha256 }).first<object | undefined>('version')
    if (newest !== undefined && before !== undefined && !mayReturn(newest)) return newest
    const { rows } = await transaction.raw<{ rows: [TiersVersion] }>(
      `insert into tiers_file (content, sha256) values (?, ?) returning ${columns}`,
      [content, sha256],
    )
    const [row] = rows
    await appendAudit(transaction, {
      actor: 'operator',
      type: 'tiers-changed',
      data: { version: row.version, sha256 },
    })
    return row
  })
}

async function newestRow(transaction: Knex): Promise<TiersVersion | undefined> {
  const { rows } = await transaction.raw<{ rows: TiersVersion[] }>(
    `select ${columns} from tiers_file order by version desc limit 1`,
  )
  return rows[0]
}
