import test from 'ava'
import { personAt, walkToChat } from './person.ts'
import { dataFolder, freePort, startParlor } from './running-parlor.ts'

test('a kill -9 in the middle of an answer and of a photo loses nothing and doubles nothing', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t), PORT: String(await freePort()) }
  const first = await startParlor(t, env)
  const person = personAt(first.url)
  const conversation = await walkToChat(person)
  const path = `/v1/conversations/${conversation}/events`
  const has = (body: { events: { type: string }[] }, type: string) =>
    body.events.some((event) => event.type === type)
  await person.say(conversation, 'message-1', 'Could you send me a photo by the window?')
  await person.until(path, (body) => has(body, 'photo-requested'))
  first.child.kill('SIGKILL')
  await first.ended

  await startParlor(t, env)
  // The claims of the killed process run out after 30 s; then anybody may go on.
  const { events } = await person.until(path, (body) => has(body, 'turn-ended') && has(body, 'photo-ready'))

  const types = events.map((event: { type: string }) => event.type).toSorted()
  t.deepEqual(types, ['message-sent', 'notice-given', 'photo-ready', 'photo-requested', 'turn-ended'])
  t.deepEqual(
    events.map((event: { seq: number }) => event.seq),
    [1, 2, 3, 4, 5],
  )
  const { features } = await person.call('GET', '/v1/subscription')
  t.is(features.find((feature: { id: string }) => feature.id === 'photos').used, 1)
})
