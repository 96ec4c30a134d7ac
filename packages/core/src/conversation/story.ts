import type { Json, Money } from '@parlor/plugin-kit'
import { readAuditOf, type AuditNote } from '../audit/read-notes.ts'
import type { Database } from '../database/database.ts'
import { readEventsAbout } from '../event/log.ts'
import { readAttempts, type AttemptRow } from '../photo/attempts.ts'
import { sumCosts } from '../photo/costs.ts'
import { readPhotoLine } from '../photo/photo-line.ts'
import type { PhotoRow } from '../photo/records.ts'
import { findSubject, type Subject } from './story-subject.ts'
import { storySteps, type StoryStep } from './story-steps.ts'

/** A turn's row, as far as a story needs it; `usage` is what the turn has left there. */
export type StoryTurn = {
  readonly id: string
  readonly state: 'waiting' | 'running' | 'ended'
  readonly attempt: number
  readonly createdAt: Date
  /** The first claim, and the last. */
  readonly startedAt: Date | null
  readonly claimedAt: Date | null
  readonly endedAt: Date | null
  readonly usage: { readonly [name: string]: Json } | null
}

/** A photo's row without its texts and secrets. */
export type StoryPhoto = Pick<
  PhotoRow,
  | 'id' | 'kind' | 'state' | 'retryOf' | 'provider' | 'model' | 'tries' | 'cost' | 'code' | 'sha256'
  | 'sizeBytes' | 'createdAt' | 'startedAt' | 'endedAt' | 'deadlineAt'
> & {
  readonly storedAt: string | null
  /** What was asked of providers for it, and what all of that cost: also what was paid for nothing. */
  readonly attempts: readonly StoryAttempt[]
  readonly costs: readonly Money[]
} // prettier-ignore

export type StoryAttempt = Pick<
  AttemptRow,
  'no' | 'key' | 'provider' | 'model' | 'startedAt' | 'endedAt' | 'outcome' | 'message' | 'cost'
>

/** From the click to the delivery, with times and costs, and without any text: `showTexts` gives those. */
export type Story = {
  readonly subject: Subject
  readonly turn: StoryTurn | undefined
  readonly photos: readonly StoryPhoto[]
  readonly steps: readonly StoryStep[]
  /** Of the turn and its photos, for each currency. */
  readonly costs: readonly Money[]
}

/** Tells what became of a message, a turn or a photo. Throws as `findSubject` does. */
export async function tellStory(database: Database, id: string, account?: string): Promise<Story> {
  const subject = await findSubject(database, id, account)
  const rows = await readPhotos(database, subject)
  const turnId = turnOf(subject, rows)
  const turn = turnId === null ? undefined : await readTurn(database, subject.account, turnId)
  const attempts = await readAttempts(
    database.knex,
    subject.account,
    rows.map(({ id }) => id),
  )
  const photos = rows.map((photo) =>
    storyPhoto(
      photo,
      attempts.filter(({ photoId }) => photoId === photo.id),
    ),
  )
  const about = aboutOf(turnId, photos)
  const events = await readEvents(database, subject, about)
  const notes = await readAuditOf(database, subject.account, about)
  return {
    subject: { ...subject, turn: turnId },
    turn,
    photos,
    steps: storySteps({ turn, photos, events, notes: notes.filter((note) => isAbout(note, about.photos)) }),
    costs: costsOf(turn, photos),
  }
}

/** A photo's story is that of its line of retries alone; a turn's has all photos in it. */
async function readPhotos(database: Database, subject: Subject): Promise<readonly PhotoRow[]> {
  if (subject.kind === 'photo') return await readPhotoLine(database, subject.account, { photo: subject.id })
  return subject.turn === null ? [] : await readPhotoLine(database, subject.account, { turn: subject.turn })
}

function turnOf(subject: Subject, photos: readonly PhotoRow[]): string | null {
  return subject.turn ?? photos.find((photo) => photo.turnId !== null)?.turnId ?? null
}

export function aboutOf(turn: string | null, photos: readonly { readonly id: string }[]) {
  return { turn, photos: photos.map((photo) => photo.id) }
}

export async function readEvents(
  database: Database,
  { account, conversation }: Subject,
  about: ReturnType<typeof aboutOf>,
) {
  return conversation === null ? [] : await readEventsAbout(database, { account, conversation }, about)
}

function isAbout({ data }: AuditNote, photos: readonly string[]): boolean {
  const photo = data?.['photo']
  return typeof photo !== 'string' || photos.includes(photo)
}

async function readTurn(database: Database, account: string, id: string): Promise<StoryTurn | undefined> {
  const { rows } = await database.pool.query<StoryTurn>(
    `select id, state, attempt, created_at as "createdAt", started_at as "startedAt", claimed_at as "claimedAt",
       ended_at as "endedAt", usage from turn where account_id = $1 and id = $2`,
    [account, id],
  )
  return rows[0]
}

function storyPhoto(photo: PhotoRow, attempts: readonly AttemptRow[]): StoryPhoto {
  const { id, kind, state, retryOf, provider, model, tries, cost, code, sha256, sizeBytes } = photo
  const { createdAt, startedAt, endedAt, deadlineAt } = photo
  const storedAt = photo.stored?.image.key ?? photo.original
  const times = { createdAt, startedAt, endedAt, deadlineAt }
  return {
    id,
    kind,
    state,
    retryOf,
    provider,
    model,
    tries,
    cost,
    code,
    sha256,
    sizeBytes,
    storedAt,
    attempts: attempts.map(storyAttempt),
    // A photo from before the ledger has its own cost alone.
    costs: sumCosts(attempts.length > 0 ? attempts.map((attempt) => attempt.cost) : [cost]),
    ...times,
  }
}

function storyAttempt(attempt: AttemptRow): StoryAttempt {
  const { no, key, provider, model, startedAt, endedAt, outcome, message, cost } = attempt
  return { no, key, provider, model, startedAt, endedAt, outcome, message, cost }
}

function costsOf(turn: StoryTurn | undefined, photos: readonly StoryPhoto[]): readonly Money[] {
  const answer = turn?.usage?.['cost']
  return sumCosts([...(isMoney(answer) ? [answer] : []), ...photos.flatMap((photo) => photo.costs)])
}

export function isMoney(value: unknown): value is Money {
  if (typeof value !== 'object' || value === null) return false
  return (
    'micros' in value && typeof value.micros === 'number' &&
    'currency' in value && typeof value.currency === 'string'
  ) // prettier-ignore
}
