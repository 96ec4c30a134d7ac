import { LLMock } from '@copilotkit/aimock'
import { ChatModelError } from '@parlor/plugin-kit'
import type { Moderator } from '@parlor/plugin-kit'
import test from 'ava'
import type { ExecutionContext } from 'ava'
import { fakeEndpoint, pluginAt } from './fake-endpoint.ts'

const call = { key: 'k', signal: new AbortController().signal }
const image = { mime: 'image/png', bytes: Buffer.from('a picture') }

/** As OpenAI's types give it: these are judged in pictures too, all others in texts alone. */
const alsoInPictures = [
  'self-harm',
  'self-harm/intent',
  'self-harm/instructions',
  'sexual',
  'violence',
  'violence/graphic',
]
const onlyInTexts = ['harassment', 'harassment/threatening', 'hate', 'hate/threatening', 'illicit', 'illicit/violent', 'sexual/minors'] // prettier-ignore

/** A moderation of these input types that flags these categories. */
function moderation(types: readonly ('text' | 'image')[], ...flagged: readonly string[]) {
  const all = [...alsoInPictures, ...onlyInTexts]
  const of = <T>(value: (category: string) => T) =>
    Object.fromEntries(all.map((category) => [category, value(category)]))
  return {
    flagged: flagged.length > 0,
    categories: of((category) => flagged.includes(category)),
    category_scores: of((category) => (flagged.includes(category) ? 0.9 : 0.01)),
    category_applied_input_types: of((category) =>
      types.filter((type) => type === 'text' || alsoInPictures.includes(category)),
    ),
  }
}

const body = (...results: readonly object[]) =>
  JSON.stringify({ id: 'modr-1', model: 'omni-moderation-latest', results })

async function moderatorAt(t: ExecutionContext, url: string, config: unknown = true): Promise<Moderator> {
  const { moderator } = (await pluginAt(t, url, { moderation: config })).slots
  if (moderator === undefined) throw new Error('The plugin gave no moderator')
  return moderator
}

test('there is no moderator unless it is asked for', async (t) => {
  t.is((await pluginAt(t, 'http://127.0.0.1:1/v1')).slots.moderator, undefined)
  t.is((await pluginAt(t, 'http://127.0.0.1:1/v1', { moderation: false })).slots.moderator, undefined)
})

test('judges a text as a mock of the API flags it', async (t) => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' })
  t.teardown(() => mock.stop())
  mock.onModerate('bomb', moderation(['text'], 'illicit', 'illicit/violent'))
  mock.onModerate('kiss', moderation(['text'], 'sexual'))
  await mock.start()
  const moderator = await moderatorAt(t, `${mock.url}/v1`)

  t.deepEqual(await moderator.check('message', { text: 'How is a bomb made?' }, call), {
    action: 'block',
    categories: ['illicit/violent', 'illicit'],
  })
  t.deepEqual(await moderator.check('answer', { text: 'A kiss' }, call), {
    action: 'allow',
    categories: ['sexual'],
  })
  t.deepEqual(await moderator.check('answer', { text: 'Good evening' }, call), {
    action: 'allow',
    categories: [],
  })
})

test('posts the text to moderations, with the key and the model', async (t) => {
  const { url, received } = await fakeEndpoint(t, (res) => res.end(body(moderation(['text']))))
  const moderator = await moderatorAt(t, url, { model: 'judge', stages: ['message'] })

  await moderator.check('message', { text: 'hello' }, call)

  t.deepEqual(moderator.stages, ['message'])
  t.is(received[0]?.url, '/v1/moderations')
  t.is(received[0]?.headers.authorization, 'Bearer sk-test-Secret1')
  t.deepEqual(received[0]?.body, { model: 'judge', input: 'hello' })
})

test('sends a picture as a data URL, and judges what was seen in it', async (t) => {
  const { url, received } = await fakeEndpoint(t, (res) =>
    res.end(body(moderation(['image'], 'violence/graphic'))),
  )

  const verdict = await (await moderatorAt(t, url)).check('image', { image }, call)

  t.deepEqual(verdict, { action: 'review', categories: ['violence/graphic'] })
  const data = `data:image/png;base64,${image.bytes.toString('base64')}`
  t.deepEqual(received[0]?.body, {
    model: 'omni-moderation-latest',
    input: [{ type: 'image_url', image_url: { url: data } }],
  })
})

test('a picture at which the model did not look gets no verdict', async (t) => {
  for (const result of [moderation(['text']), { flagged: false, categories: { sexual: false } }]) {
    const { url } = await fakeEndpoint(t, (res) => res.end(body(result)))
    const check = (await moderatorAt(t, url)).check('image', { image }, call)

    t.like(await t.throwsAsync(check, { instanceOf: ChatModelError }), {
      code: 'invalid',
      message: 'The moderation model omni-moderation-latest did not look at the picture',
    })
  }
})

test('without a picture there is nothing to judge at image, and without a text nothing to ask', async (t) => {
  const { url, received } = await fakeEndpoint(t, (res) => res.end(body(moderation(['text']))))
  const moderator = await moderatorAt(t, url)

  await t.throwsAsync(moderator.check('image', { text: 'a lake' }, call), { message: /no picture/ })
  t.is((await moderator.check('message', { text: ' ' }, call)).action, 'allow')
  t.is(received.length, 0)
})

test('says aloud that it cannot tell the age of people in pictures', async (t) => {
  const { logged } = await pluginAt(t, 'http://127.0.0.1:1/v1', { moderation: true })
  const texts = await pluginAt(t, 'http://127.0.0.1:1/v1', { moderation: { stages: ['message'] } })

  t.deepEqual(logged, [
    'omni-moderation-latest judges pictures, but not whether the people in them are adults',
  ])
  t.deepEqual(texts.logged, [])
})

test('takes categories that are null, and a flag without a category', async (t) => {
  const { url } = await fakeEndpoint(t, (res, number) =>
    res.end(
      number === 1
        ? body({ flagged: false, categories: { illicit: null, hate: false } })
        : body({ flagged: true, categories: {} }),
    ),
  )
  const moderator = await moderatorAt(t, url)

  t.deepEqual(await moderator.check('answer', { text: 'Hi' }, call), { action: 'allow', categories: [] })
  t.deepEqual(await moderator.check('answer', { text: 'Hi' }, call), {
    action: 'review',
    categories: ['flagged'],
  })
})

test('a moderation that fails is tried again, and is an error and no verdict in the end', async (t) => {
  const busyOnce = await fakeEndpoint(t, (res, number) =>
    number === 1 ? res.writeHead(429).end() : res.end(body(moderation(['text'], 'hate/threatening'))),
  )
  const verdict = await (await moderatorAt(t, busyOnce.url)).check('answer', { text: 'hello there' }, call)
  t.is(verdict.action, 'block')

  for (const [answer, code, requests] of [
    ['{"results":[]}', 'invalid', 1],
    ['{"choi', 'transient', 4],
  ] as const) {
    const { url, received } = await fakeEndpoint(t, (res) => res.end(answer))
    const check = (await moderatorAt(t, url)).check('answer', { text: 'hello there' }, call)

    t.like(await t.throwsAsync(check, { instanceOf: ChatModelError }), { code })
    t.is(received.length, requests)
  }
})

test('an abort ends a moderation with its reason', async (t) => {
  const stop = new AbortController()
  const { url } = await fakeEndpoint(t, () => stop.abort(new Error('No longer wanted')))
  const moderator = await moderatorAt(t, url)

  await t.throwsAsync(moderator.check('message', { text: 'hello' }, { key: 'k', signal: stop.signal }), {
    message: 'No longer wanted',
  })
})

test('sexual/minors can never be allowed', async (t) => {
  const check = pluginAt(t, 'http://127.0.0.1:1/v1', { moderation: { allow: ['sexual/minors'] } })

  await t.throwsAsync(check, { message: /configuration of openai is not valid/ })
})
