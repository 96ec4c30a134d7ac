import type { Json, Money } from '@parlor/plugin-kit'
import type { ShownText } from '../conversation/show-texts.ts'
import { isMoney, type Story, type StoryPhoto } from '../conversation/story.ts'
import type { StoryStep } from '../conversation/story-steps.ts'
import { table } from './table.ts'

/** Columns that are read from their end. */
const timesAndNumbers = [0, 1, 3, 4]

/** A story as a table of times and a summary, for a terminal. */
export function storyLines(story: Story): readonly string[] {
  const { subject, turn, photos, steps, costs } = story
  const named = (id: string) =>
    photos.length > 1 ? `photo ${photos.findIndex((photo) => photo.id === id) + 1}` : 'photo'
  const first = steps[0]?.at ?? new Date(0)
  return [
    `${subject.kind} ${subject.id}`,
    `  account ${subject.account}`,
    ...(subject.conversation === null ? [] : [`  conversation ${subject.conversation}`]),
    ...(subject.turn === null || subject.kind === 'turn' ? [] : [`  turn ${subject.turn}`]),
    ...photos.filter((photo) => photo.id !== subject.id).map((photo) => `  ${named(photo.id)} ${photo.id}`),
    `  times are UTC of ${first.toISOString().slice(0, 10)}`,
    '',
    ...table(
      [
        ['time', 'after', 'what', 'event', 'audit'],
        ...steps.map((step) => [
          step.at.toISOString().slice(11, 23),
          step.at > first ? `+${duration(step.at.getTime() - first.getTime())}` : '',
          words(step, named),
          step.event === undefined ? '' : String(step.event),
          step.audit === undefined ? '' : String(step.audit),
        ]),
      ],
      timesAndNumbers,
    ),
    '',
    ...(turn === undefined ? [] : answerLine(story)),
    ...photos.map((photo) => photoLine(photo, steps, named(photo.id))),
    ...(costs.length === 0 ? [] : [`cost: ${costs.map(money).join(' + ')}`]),
  ]
}

/** What was said and asked for, each under a line that says what it is. */
export function textLines(texts: readonly ShownText[]): readonly string[] {
  return texts.flatMap(({ what, id, text }) => [
    '',
    `${what} ${id}`,
    ...text.split('\n').map((line) => `  ${line}`),
  ])
}

function words({ what, photo, facts }: StoryStep, named: (id: string) => string): string {
  const name = photo === undefined ? '' : named(photo)
  const told = (key: string, before = ' ') =>
    facts[key] === undefined ? '' : `${before}${plain(facts[key])}`
  switch (what) {
    case 'message-accepted':
      return `message${told('message')} accepted, ${facts['joined'] === true ? 'joined the turn that waited' : 'opened a turn'}`
    case 'turn-claimed':
      return `turn claimed by a worker, attempt${told('attempt')}`
    case 'first-text':
      return 'first text'
    case 'turn-stop-asked':
      return 'stop asked'
    case 'turn-ended':
      return `turn ended: ${plain(facts['reason'] ?? '')}${told('code', ', ')}`
    case 'photo-requested':
      return `${name} requested${told('by', ' by operator ')}${told('retryOf', ' instead of ')}`
    case 'photo-starting':
      return `${name} sent to${told('provider')}, try ${Number(facts['tries'] ?? 0) + 1}${told('moderation', ', prompt judged: ')}`
    case 'photo-generating':
      return `${name} is being made`
    case 'photo-queued':
      return `${name} waits for another try${told('code', ': ')}${isMoney(facts['cost']) ? `, billed ${money(facts['cost'])}` : ''}`
    case 'photo-finishing':
      return `${name} arrived from its provider`
    case 'photo-ready':
      return `${name} ready${told('moderation', ', picture judged: ')}`
    case 'photo-failed':
    case 'photo-blocked':
    case 'photo-canceled':
      return `${name} ${what.slice('photo-'.length)}${told('code', ': ')}`
    case 'photo-cancel-asked':
      return `${name}: cancel asked${told('by', ' by operator ')}`
    case 'feature-used':
      return `a tool used up one of${told('feature')}`
    default:
      return what.replaceAll('-', ' ')
  }
}

function answerLine({ turn, steps }: Story): readonly string[] {
  if (turn === undefined) return []
  const { usage, createdAt, startedAt, endedAt, state, attempt } = turn
  if (startedAt === null) return [`answer: ${state}, no worker has claimed it`]
  const firstText = steps.find((step) => step.what === 'first-text')?.at
  const model = [usage?.['plugin'], usage?.['model']].filter((name) => typeof name === 'string').join(' ')
  const parts = [
    `waited ${between(createdAt, startedAt)} for a worker`,
    ...(attempt > 1 ? [`${attempt} attempts`] : []),
    ...(firstText === undefined ? [] : [`first text after ${between(createdAt, firstText)}`]),
    endedAt === null ? state : `${between(createdAt, endedAt)} in all`,
    ...(model === '' ? [] : [model]),
    ...(typeof usage?.['input'] === 'number'
      ? [`${usage['input']} tokens in, ${plain(usage['output'] ?? 0)} out`]
      : []),
    ...(typeof usage?.['steps'] === 'number' ? [`asked ${usage['steps']} times`] : []),
    ...(isMoney(usage?.['cost']) ? [money(usage['cost'])] : []),
  ]
  return [`answer: ${parts.join(', ')}`]
}

function photoLine(photo: StoryPhoto, steps: readonly StoryStep[], name: string): string {
  const at = (what: string) => steps.findLast((step) => step.photo === photo.id && step.what === what)?.at
  const arrived = at('photo-finishing')
  const { createdAt, startedAt, endedAt } = photo
  const parts = [
    photo.state + (photo.code === null ? '' : ` (${photo.code})`),
    ...(startedAt === null ? [] : [`waited ${between(createdAt, startedAt)}`]),
    ...(startedAt === null || arrived === undefined ? [] : [`provider took ${between(startedAt, arrived)}`]),
    ...(arrived === undefined || endedAt === null ? [] : [`finishing took ${between(arrived, endedAt)}`]),
    ...(endedAt === null ? [] : [`${between(createdAt, endedAt)} in all`]),
    ...(photo.provider === null ? [] : [[photo.provider, photo.model ?? ''].join(' ').trim()]),
    ...(photo.attempts.length > 1 ? [`${photo.attempts.length} tries`] : []),
    ...(photo.costs.length === 0 ? [] : [photo.costs.map(money).join(' + ')]),
    ...(photo.storedAt === null ? [] : [`stored at ${photo.storedAt}`]),
  ]
  return `${name}: ${parts.join(', ')}`
}

function between(from: Date, to: Date): string {
  return duration(Math.max(0, to.getTime() - from.getTime()))
}

/** Such as `17 ms`, `1.24 s`, `3 min 05 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`
}

/** Such as `0.0400 USD (estimated)`. */
export function money({ micros, currency, estimated }: Money): string {
  return `${(micros / 1_000_000).toFixed(4)} ${currency}${estimated === true ? ' (estimated)' : ''}`
}

function plain(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
