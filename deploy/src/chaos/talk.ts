import { setTimeout as delay } from 'node:timers/promises'
import { readThroughCuts, type Transcript } from '@parlor/core/test/stream-reader'
import type { SeededPerson } from '../seeded-people.ts'
import type { Chance } from './chance.ts'
import { stubbornClient, type Acknowledged } from './client.ts'
import type { Fleet } from './fleet.ts'

const lookMs = 50

/** What one person has done and seen. */
export type Talk = {
  readonly person: SeededPerson
  readonly said: readonly Acknowledged[]
  readonly seen: Transcript & { readonly connections: number }
  /** The pictures that came, by photo. */
  readonly pictures: ReadonlyMap<string, Uint8Array>
}

/**
 * One person's way from the payment to a delivered photo: two messages at once, the photo's request, and one more
 * while it is painted; a reader beside it that comes back wherever it was cut. Resolves when all was delivered.
 */
export async function talk(options: {
  readonly fleet: Fleet
  readonly person: SeededPerson
  readonly chance: Chance
  readonly signal: AbortSignal
}): Promise<Talk> {
  const { fleet, person, chance, signal } = options
  const client = stubbornClient({
    webs: fleet.webs,
    origin: fleet.publicUrl,
    person,
    first: chance.below(2),
    signal,
  })
  const startAfterMs = chance.below(400)
  const pauseMs = chance.below(60)
  const name = chance.below(1e6)
  await delay(startAfterMs, undefined, { signal })
  await client.pay()

  const said: Acknowledged[] = []
  let isOver = false
  let seen: Transcript | undefined
  const webs = chance.below(2) === 0 ? fleet.webs : fleet.webs.toReversed()
  const reading = readThroughCuts({
    urls: webs,
    path: `/v1/conversations/${person.conversation}/stream`,
    cookie: person.cookie,
    // A browser loses its connection now and then.
    nextCut: () => 2000 + chance.below(20_000),
    mayBeAway: true,
    signal,
    isDone: (transcript) => {
      seen = transcript
      return isOver && isDelivered(transcript, said)
    },
  })
  reading.catch(() => {})
  const say = async (text: string) => {
    const id = `message-${name}-${said.length}-${text.length}`
    said.push(await client.say(id, text))
  }
  const delivered = async () => {
    while (seen === undefined || !isDelivered(seen, said)) await delay(lookMs, undefined, { signal })
  }
  const answered = async () => {
    while (seen === undefined || !isAnswered(seen, said)) await delay(lookMs, undefined, { signal })
  }

  await Promise.all([
    say('Hello, how was your day?'),
    delay(pauseMs).then(async () => await say('And what will you do this evening?')),
  ])
  await answered()
  await say('Could you send me a photo by the window, please?')
  await answered()
  await say('I think I will read a book while I wait.')
  isOver = true
  await delivered()
  const transcript = await reading
  const pictures = new Map<string, Uint8Array>()
  for (const event of transcript.events)
    if (event.type === 'photo-ready') pictures.set(event.data.photo, await client.picture(event.data.photo))
  return { person, said, seen: transcript, pictures }
}

/** Whether every message stands in the log, and its turn has ended. */
function isAnswered({ events }: Transcript, said: readonly Acknowledged[]): boolean {
  const ended = new Set(events.filter((event) => event.type === 'turn-ended').map((event) => event.turn))
  return said.every((message) => ended.has(message.turn))
}

/** Whether every photo that was asked for has ended too. */
function isDelivered(transcript: Transcript, said: readonly Acknowledged[]): boolean {
  const photos = (...types: readonly string[]) =>
    transcript.events.flatMap((event) =>
      types.includes(event.type) && 'photo' in event.data ? [event.data.photo] : [],
    )
  const ended = new Set(photos('photo-ready', 'photo-failed'))
  return isAnswered(transcript, said) && photos('photo-requested').every((photo) => ended.has(photo))
}
