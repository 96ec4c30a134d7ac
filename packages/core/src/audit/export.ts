import type { Json } from '@parlor/plugin-kit'
import type { Database } from '../database/database.ts'
import { appendAudit } from './append.ts'
import { genesis } from './chain.ts'
import { readHead, readSealed, type Head, type Sealed, type SealedFilter } from './sealed.ts'

/** Seals that are looked at in one statement. */
const page = 2000

export type ExportFormat = 'jsonl' | 'csv'

export type ExportOptions = SealedFilter & {
  readonly format: ExportFormat
  /** The system's name of whoever asked for it. */
  readonly by: string
}

/**
 * Exports sealed events in order, line by line, with the head before and after them. The export itself is an
 * audit event, written before the first line leaves.
 *
 * Each line holds what its seal covers and the hash before it, so that it can be checked alone; and a kept
 * export is a kept head.
 */
export async function* exportAudit(database: Database, options: ExportOptions): AsyncGenerator<string> {
  const { format, by, ...filter } = options
  const asked = filterFacts(filter)
  await appendAudit(database.knex, {
    actor: 'operator',
    ...(filter.account === undefined ? {} : { account: filter.account }),
    type: 'audit-exported',
    data: { by, format, ...asked },
  })
  const end = await readHead(database)
  const head = `${end.seq}:${end.hash}`
  yield* lines[format].header({ export: 'parlor-audit', version: 1, head, filter: asked })
  let count = 0
  for await (const { row, previous } of sealedRows(database, end, filter)) {
    yield lines[format].row(recordOf(row, previous))
    count++
  }
  yield lines[format].footer({ end: true, count, head })
}

/** Rows with the hash before each; without a filter that is the row before. */
async function* sealedRows(
  database: Database,
  head: Head,
  filter: SealedFilter,
): AsyncGenerator<{ readonly row: Sealed; readonly previous: string }> {
  for (let after = 0; after < head.seq; after += page) {
    const upTo = Math.min(after + page, head.seq)
    const rows = await readSealed(database, { after, upTo }, filter)
    const hashes = await hashesBefore(database, rows)
    for (const row of rows) yield { row, previous: hashes.get(row.seq - 1) ?? genesis }
  }
}

async function hashesBefore(
  database: Database,
  rows: readonly Sealed[],
): Promise<ReadonlyMap<number, string>> {
  const known = new Map(rows.map((row) => [row.seq, row.hash]))
  const wanted = rows.map((row) => row.seq - 1).filter((seq) => seq > 0 && !known.has(seq))
  if (wanted.length === 0) return known
  const { rows: found } = await database.pool.query<{ seq: string; hash: string }>(
    `select seq, encode(hash, 'hex') as hash from audit_seal where seq = any($1::bigint[])`,
    [wanted],
  )
  for (const { seq, hash } of found) known.set(Number(seq), hash)
  return known
}

/** One line of an export. An event that is gone leaves its seal, with `at`, `actor` and `type` null. */
export type ExportRecord = {
  readonly seq: number
  readonly id: string
  readonly at: string | null
  readonly actor: string | null
  readonly type: string | null
  readonly account: string | null
  readonly data: Json
  readonly salt: string | null
  readonly digest: string
  /** The hash of the seal before it. */
  readonly previous: string
  readonly hash: string
}

/** The first line, and the last. `head` is `seq:hash`, as the chain was when the export began. */
export type ExportHeader = {
  readonly export: 'parlor-audit'
  readonly version: 1
  readonly head: string
  readonly filter: { readonly [name: string]: string }
}
export type ExportFooter = { readonly end: true; readonly count: number; readonly head: string }

const columns = [
  'seq', 'id', 'at', 'actor', 'type', 'account', 'data', 'salt', 'digest', 'previous', 'hash',
] as const // prettier-ignore

function recordOf({ seq, eventId, event, digest, hash }: Sealed, previous: string): ExportRecord {
  return {
    seq,
    id: eventId,
    at: event?.at.toISOString() ?? null,
    actor: event?.actor ?? null,
    type: event?.type ?? null,
    account: event?.account ?? null,
    data: event?.data ?? null,
    salt: event?.salt ?? null,
    digest,
    previous,
    hash,
  }
}

type Lines = {
  readonly header: (header: ExportHeader) => readonly string[]
  readonly row: (record: ExportRecord) => string
  readonly footer: (footer: ExportFooter) => string
}

const lines: { readonly [name in ExportFormat]: Lines } = {
  jsonl: {
    header: (header) => [JSON.stringify(header)],
    row: (record) => JSON.stringify(record),
    footer: (footer) => JSON.stringify(footer),
  },
  csv: {
    header: ({ version, head, filter }) => [
      `# parlor-audit version ${version}, head ${head}, filter ${JSON.stringify(filter)}`,
      columns.join(','),
    ],
    row: (record) => columns.map((name) => csvField(record[name])).join(','),
    footer: ({ count, head }) => `# end, ${count} events, head ${head}`,
  },
}

function csvField(value: Json): string {
  if (value === null) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function filterFacts({ account, type, since, until }: SealedFilter): ExportHeader['filter'] {
  return {
    ...(account === undefined ? {} : { account }),
    ...(type === undefined ? {} : { type }),
    ...(since === undefined ? {} : { since: since.toISOString() }),
    ...(until === undefined ? {} : { until: until.toISOString() }),
  }
}
