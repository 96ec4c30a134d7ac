import { sumCosts } from '../photo/costs.ts'
import type { AttemptRow } from '../photo/attempts.ts'
import type { DeadPhoto } from '../photo/dead-photos.ts'
import type { PhotoRow } from '../photo/records.ts'
import { duration, money } from './story-lines.ts'
import { table } from './table.ts'

/** The dead-letter queue as a table. */
export function deadLines(dead: readonly DeadPhoto[]): readonly string[] {
  if (dead.length === 0) return ['No photo failed.']
  return table([
    ['photo', 'when', 'kind', 'provider', 'code', 'tries'],
    ...dead.map(({ id, endedAt, kind, provider, code, attempts }) => [
      id,
      time(endedAt),
      kind,
      provider ?? '-',
      code ?? '-',
      String(attempts),
    ]),
  ])
}

/** What was tried for a photo, and what it cost. */
export function attemptLines(photo: PhotoRow, attempts: readonly AttemptRow[]): readonly string[] {
  const costs = sumCosts(attempts.map(({ cost }) => cost))
  return [
    `photo ${photo.id}`,
    `  account ${photo.accountId}`,
    `  ${photo.state}${photo.code === null ? '' : ` (${photo.code})`}, asked for ${time(photo.createdAt)}`,
    ...(photo.retryOf === null ? [] : [`  instead of ${photo.retryOf}`]),
    '',
    ...(attempts.length === 0
      ? ['It was sent to no provider.']
      : table([
          ['try', 'when', 'took', 'provider', 'outcome', 'cost', 'answer'],
          ...attempts.map((attempt) => [
            String(attempt.no),
            time(attempt.startedAt),
            attempt.endedAt === null
              ? '-'
              : duration(Math.max(0, attempt.endedAt.getTime() - attempt.startedAt.getTime())),
            [attempt.provider, attempt.model ?? ''].join(' ').trim(),
            attempt.outcome ?? 'under way',
            attempt.cost === null ? '-' : money(attempt.cost),
            attempt.message ?? '',
          ]),
        ])),
    ...(costs.length === 0 ? [] : ['', `cost: ${costs.map(money).join(' + ')}`]),
  ]
}

function time(at: Date | null): string {
  return at === null ? '-' : at.toISOString().slice(0, 19).replace('T', ' ')
}
