import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { appendAudit } from '../audit/append.ts'
import { newId } from '../database/id.ts'
import type { Judged } from './moderation.ts'
import {
  consequenceOf,
  isNextALock,
  strikeKind,
  strikeSettings,
  type StrikeKind,
  type StrikeSettings,
  type StrikeStage,
} from './strike-rules.ts'

export type Offence = {
  readonly account: string
  readonly stage: StrikeStage
  /** What was found. */
  readonly categories: readonly string[]
  /** Who found it: `rules`, or a plugin's name. */
  readonly by: string
  /** The words, where no photo's row holds them. */
  readonly words?: string
  readonly photo?: string
  /** What each judge said, for the audit log. */
  readonly judged?: readonly Judged[]
}

/** What a refusal means for its account. */
export type StrikeEffect = {
  readonly kind: StrikeKind
  readonly consequence: ReturnType<typeof consequenceOf>
  /** Another one of this kind would lock painting. */
  readonly isLastBefore: boolean
}

/**
 * Counts a refusal against its account, inside the transaction that refuses, and audits it.
 *
 * The same words again within an hour are the same attempt: they are audited and not counted, since whoever presses a
 * button twice has not tried twice.
 */
export async function addStrike(
  transaction: Knex,
  offence: Offence,
  settings: StrikeSettings = strikeSettings.parse({}),
): Promise<StrikeEffect> {
  const { account, stage, categories, by, photo, words, judged } = offence
  const { kind, category } = strikeKind(stage, categories)
  const subject = photo === undefined ? digestOf(words ?? '') : `photo:${photo}`
  // Two at once would both be the first; a seed of its own, since an account's avatar locks by the same name.
  await transaction.raw('select pg_advisory_xact_lock(hashtextextended(?, 1))', [account])
  const { count, again } = await countStrikes(transaction, { account, kind, subject }, settings.windowDays)
  const total = again ? count : count + 1
  const consequence = again ? 'none' : consequenceOf(settings, kind, total)
  const id = newId()
  if (!again) {
    await transaction('strike').insert({
      account_id: account,
      id,
      kind,
      category,
      stage,
      reason: `${by}: ${categories.join(', ') || 'unnamed'}`.slice(0, 300),
      photo_id: photo ?? null,
      subject,
      words: words ?? null,
      until: untilOf(transaction, consequence),
    })
  }
  await appendAudit(transaction, {
    actor: by === 'rules' ? 'system' : `plugin:${by}`,
    account,
    type: again ? 'strike-repeated' : 'strike-given',
    data: {
      ...(again ? {} : { strike: id }),
      kind,
      category,
      stage,
      count: total,
      consequence,
      ...(photo === undefined ? {} : { photo }),
      ...(judged === undefined ? {} : { judged }),
    },
  })
  return { kind, consequence, isLastBefore: isNextALock(settings, kind, total) }
}

async function countStrikes(
  transaction: Knex,
  of: { readonly account: string; readonly kind: StrikeKind; readonly subject: string },
  windowDays: number,
): Promise<{ readonly count: number; readonly again: boolean }> {
  const { rows } = await transaction.raw<{ rows: { count: number; again: boolean | null }[] }>(
    `select count(*)::int as count,
            bool_or(subject = ? and created_at > now() - interval '1 hour') as again
     from strike
     where account_id = ? and kind = ? and lifted_at is null and created_at > now() - ? * interval '1 day'`,
    [of.subject, of.account, of.kind, windowDays],
  )
  return { count: rows[0]?.count ?? 0, again: rows[0]?.again === true }
}

function untilOf(transaction: Knex, consequence: StrikeEffect['consequence']): Knex.Raw | null {
  if (consequence === 'none') return null
  if (consequence === 'lock') return transaction.raw(`'infinity'::timestamptz`)
  return transaction.raw(`now() + ? * interval '1 minute'`, [consequence.minutes])
}

function digestOf(words: string): string {
  const same = words.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
  return `words:${createHash('sha256').update(same).digest('base64url')}`
}
