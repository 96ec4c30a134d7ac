import { digestOf, genesis, hashOf, isErased, type AuditEvent } from './chain.ts'
import type { ExportHeader, ExportFooter, ExportRecord } from './export.ts'

/** `message` names the first thing that is wrong; `head` is the one that the export was made at. */
export type ExportVerdict = {
  readonly count: number
  readonly head?: string
  readonly message?: string
}

/**
 * Checks a JSON Lines export by itself: each event against its seal, all of them against each other where
 * nothing was filtered, its end, and, where one was kept, against a head.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  kept?: { readonly hash: string },
): Promise<ExportVerdict> {
  let header: ExportHeader | undefined
  let footer: ExportFooter | undefined
  let count = 0
  let last = { seq: 0, hash: genesis }
  let isKeptSeen = kept === undefined
  const wrong = (message: string): ExportVerdict => ({ count, message })

  for await (const line of lines) {
    const value = parsed(line)
    if (header === undefined) {
      if (!isHeader(value)) return wrong('Its first line is no header of an audit export')
      header = value
      isKeptSeen ||= value.head.endsWith(kept?.hash ?? '')
      continue
    }
    if (footer !== undefined) return wrong('There is more after its end')
    if (isFooter(value)) {
      footer = value
      continue
    }
    if (!isRecord(value)) return wrong(`Line ${count + 2} is no event`)
    const isAll = Object.keys(header.filter).length === 0
    if (isAll && (value.seq !== last.seq + 1 || value.previous !== last.hash))
      return wrong(`seq ${value.seq} does not follow seq ${last.seq}: dropped or reordered`)
    if (value.seq <= last.seq) return wrong(`seq ${value.seq} comes after seq ${last.seq}: reordered`)
    const problem = check(value)
    if (problem !== undefined) return wrong(`seq ${value.seq} (event ${value.id}): ${problem}`)
    last = { seq: value.seq, hash: value.hash }
    isKeptSeen ||= value.hash === kept?.hash
    count++
  }
  if (header === undefined) return wrong('It is empty')
  if (footer === undefined || footer.head !== header.head || footer.count !== count)
    return wrong('Its end is missing or tells of another number of events')
  const isAll = Object.keys(header.filter).length === 0
  if (isAll && header.head !== `${last.seq}:${last.hash}`) return wrong('It does not end at its head')
  if (!isKeptSeen) return wrong('The kept head is not in it')
  return { count, head: header.head }
}

function check(record: ExportRecord): string | undefined {
  if (record.at === null || record.actor === null || record.type === null) return 'its event was dropped'
  const { id, actor, type, account, data, salt } = record
  const event: AuditEvent = { id, at: new Date(record.at), actor, type, account, data, salt }
  if (hashOf(record.previous, record.seq, event, record.digest) !== record.hash) return 'was changed'
  return isErased(event) || digestOf(event) === record.digest ? undefined : 'was changed'
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // The callers name the line that is no JSON.
    return undefined
  }
}

function isHeader(value: unknown): value is ExportHeader {
  return isObject(value) && value['export'] === 'parlor-audit' && isObject(value['filter'])
}

function isFooter(value: unknown): value is ExportFooter {
  return isObject(value) && value['end'] === true
}

function isRecord(value: unknown): value is ExportRecord {
  return isObject(value) && typeof value['seq'] === 'number' && typeof value['hash'] === 'string'
}

function isObject(value: unknown): value is Readonly<{ [name: string]: unknown }> {
  return typeof value === 'object' && value !== null
}
