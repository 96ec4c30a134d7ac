import test from 'ava'
import { config } from './config.ts'
import { collect, fakeEndpoint, finishEvent, modelAt } from './fake-endpoint.ts'
import { openai } from './plugin.ts'

test('tells each problem of its config by field, without the value', async (t) => {
  const problems = await openai({ baseUrl: 'ftp://models', apiKey: 'sk\nSecret', model: '' }).check()

  t.is(problems.length, 3)
  t.deepEqual(
    problems.map((problem) => problem.split(':')[0]),
    ['baseUrl', 'apiKey', 'model'],
  )
  t.notRegex(problems.join(), /Secret/)
})

test('needs a key and a model only, and forgives the newline at the end of a key file', async (t) => {
  t.deepEqual(await openai({ apiKey: 'sk-test\n', model: 'small' }).check(), [])
})

test('waits and tries as long as is said, unless it is told otherwise', (t) => {
  const needed = { apiKey: '', model: 'small' }

  t.like(config.parse(needed), {
    timeouts: { connectMs: 5_000, firstTokenMs: 30_000, idleMs: 20_000, totalMs: 120_000 },
    retry: { tries: 4, baseMs: 500, budgetMs: 10_000 },
    moderation: undefined,
  })
  t.like(config.parse({ ...needed, timeouts: { idleMs: 5 }, moderation: true }), {
    timeouts: { connectMs: 5_000, idleMs: 5 },
    moderation: { model: 'omni-moderation-latest', allow: [] },
  })
})

test('names the model that answers', async (t) => {
  t.is((await modelAt(t, 'http://127.0.0.1:1/v1')).model, 'small')
})

test('posts to chat/completions under the base URL, with key and own headers', async (t) => {
  const { url, received } = await fakeEndpoint(t, (res) => res.end(finishEvent('stop')))

  await collect(await modelAt(t, `${url}/?api-version=1`, { headers: { 'x-title': 'Parlor' } }))

  t.is(received[0]?.url, '/v1/chat/completions?api-version=1')
  t.like(received[0]?.headers, { authorization: 'Bearer sk-test-Secret1', 'x-title': 'Parlor' })
  t.like(received[0]?.body, { model: 'small', max_tokens: 100 })
})

test('sends no Authorization header without a key', async (t) => {
  const { url, received } = await fakeEndpoint(t, (res) => res.end(finishEvent('stop')))

  await collect(await modelAt(t, url, { apiKey: '' }))

  t.is(received[0]?.headers.authorization, undefined)
})
