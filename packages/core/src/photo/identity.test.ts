import type { ChatModel, ImageProvider, ImageRequest } from '@parlor/plugin-kit'
import test from 'ava'
import sharp from 'sharp'
import { chatting, mina, plainPainter, stopPostgres } from '../test-platform.ts'

test.after.always(stopPostgres)

/** Orders a photo at each message, and tells the tool all that it must not listen to. */
const cunning: ChatModel = {
  async *stream(request) {
    if (request.messages.at(-1)?.role === 'user') {
      const input = {
        scene: 'by the window',
        age: 12,
        seed: 99,
        reference: 'https://example.com/other.jpg',
        references: [{ url: 'https://example.com/other.jpg' }],
        referencePhoto: 'other',
        prompt: 'somebody else',
        appearance: 'green hair',
        avatar: { ...mina, age: 12 },
      }
      yield { type: 'call', id: 'c1', name: 'send_photo', input }
    } else yield { type: 'text', text: 'There.' }
    yield { type: 'finish', reason: 'stop' }
  },
}

test('each chat photo is of the look in use, whatever the model passes and whatever is edited beside it', async (t) => {
  const asked: ImageRequest[] = []
  const painter = plainPainter()
  const imageProvider: ImageProvider = {
    ...painter,
    start: async (request, call) => {
      asked.push(request)
      return await painter.start(request, call)
    },
  }
  const { client, path, post } = await chatting(t, { chatModel: cunning, imageProvider })
  const takePhoto = async (count: number) => {
    await post('Again')
    const isReady = (event: { type: string }) => event.type === 'photo-ready'
    await client.until(`${path}/events?limit=200`, (body) => body.events.filter(isReady).length === count)
    return asked.at(-1)
  }
  const look = async (index: number) =>
    (await client.until('/v1/avatar', (body) => body.looks[index]?.state === 'ready')).looks[index]

  const before = await takePhoto(1)
  await client.call('PUT', '/v1/avatar', { ...mina, name: 'Mia', age: 44, appearance: 'Short grey hair' })
  const next = await look(1)
  const between = await takePhoto(2)
  await client.call('POST', '/v1/avatar/reference', { change: 'softer light' })
  const changed = await look(2)
  await client.call('POST', '/v1/avatar/reference/accept', { photoId: changed.id })
  const after = await takePhoto(3)
  await client.call('POST', '/v1/avatar/reference/accept', { photoId: next.id })
  const again = await takePhoto(4)

  const [first, second, third] = asked.filter((request) => request.references.length === 0)
  t.regex(before?.prompt ?? '', /^A photograph of one adult person, 27 years old, .*\nAppearance: Dark wavy/)
  t.regex(
    after?.prompt ?? '',
    /44 years old, .*\nAppearance: Short grey hair\nChange: softer light\nScene: by/,
  )
  t.regex(again?.prompt ?? '', /44 years old, .*\nAppearance: Short grey hair\nScene: by the window\n/)
  t.is(between?.prompt, before?.prompt)
  const seeds = [before, between, after, again].map((request) => request?.seed)
  t.deepEqual(seeds, [first?.seed, first?.seed, third?.seed, second?.seed])
  // The painter's pictures have the colour of their seed.
  for (const request of [before, between, after, again]) {
    t.is(request?.references.length, 1)
    t.true(isNear(await colourOf(request?.references[0]?.url ?? ''), request?.seed ?? 0))
  }
  t.notRegex(JSON.stringify(asked), /example\.com|green|somebody else|12 years/)

  // What was sent before keeps its picture's words and its version's name.
  const { events } = (await client.call('GET', `${path}/events?limit=200`)).body
  const ready = events.filter((event: { type: string }) => event.type === 'photo-ready')
  const names = ready.map((event: { data: { alt: string } }) => event.data.alt.split(',')[0])
  t.deepEqual(names, ['Mina', 'Mina', 'Mia', 'Mia'])
  const { body: old } = await client.call('GET', `/v1/photos/${ready[0].data.photo}`)
  t.like(old, { state: 'ready', version: 1, alt: 'Mina, by the window' })
  const { body: avatar } = await client.call('GET', '/v1/avatar')
  const alts = avatar.looks.map((entry: { alt: string }) => entry.alt)
  t.deepEqual(alts, ['A portrait of Mina', 'A portrait of Mia', 'A portrait of Mia'])
})

async function colourOf(url: string): Promise<readonly number[]> {
  const jpeg = Buffer.from(url.replace(/^data:image\/jpeg;base64,/, ''), 'base64')
  const { channels } = await sharp(jpeg).stats()
  return channels.map((channel) => channel.mean)
}

function isNear(colour: readonly number[], seed: number): boolean {
  const wanted = [seed % 256, (seed >> 8) % 256, (seed >> 16) % 256]
  return wanted.every((value, index) => Math.abs(value - (colour[index] ?? -99)) < 8)
}
