import test from 'ava'
import { readEnvironment } from './environment.ts'
import { openaiSettings } from './openai-settings.ts'

const settings = (variables: Readonly<Record<string, string>>) => openaiSettings(readEnvironment(variables))

test('without any variable there is no chat model but the sandbox’s', (t) => {
  t.is(settings({}), undefined)
})

test('a key and a model are enough, and so are the address of an endpoint without keys and a model', (t) => {
  t.deepEqual(settings({ OPENAI_API_KEY: 'sk', OPENAI_MODEL: 'm' }), {
    model: 'm',
    apiKey: 'sk',
    moderation: false,
  })
  t.like(settings({ OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', OPENAI_MODEL: 'm' }), {
    apiKey: '',
    baseUrl: 'http://127.0.0.1:1/v1',
  })
})

test('prices and moderation are handed on', (t) => {
  const base = { OPENAI_API_KEY: 'sk', OPENAI_MODEL: 'm' }
  const moderation = (OPENAI_MODERATION: string) => settings({ ...base, OPENAI_MODERATION })?.moderation

  t.deepEqual(settings({ ...base, OPENAI_PRICE_INPUT: '0.25', OPENAI_PRICE_OUTPUT: '2' })?.price, {
    input: 0.25,
    output: 2,
  })
  t.is(moderation('true'), true)
  t.is(moderation('false'), false)
  t.deepEqual(moderation('omni-moderation-2024-09-26'), { model: 'omni-moderation-2024-09-26' })
})

test('categories that count as nothing are handed on, and never those about minors', (t) => {
  const base = { OPENAI_API_KEY: 'sk', OPENAI_MODEL: 'm' }
  const moderation = (OPENAI_MODERATION: string, OPENAI_MODERATION_ALLOW: string) =>
    settings({ ...base, OPENAI_MODERATION, OPENAI_MODERATION_ALLOW })?.moderation

  t.deepEqual(moderation('true', 'sexual, violence/graphic'), { allow: ['sexual', 'violence/graphic'] })
  t.deepEqual(moderation('judge', 'sexual'), { model: 'judge', allow: ['sexual'] })
  t.is(moderation('true', ''), true)
  t.throws(() => moderation('true', 'sexual,sexual/minors'), {
    message: /sexual\/minors can never be allowed/,
  })
  t.throws(() => moderation('true', 'sexual;hate'), { message: /must be names of categories/ })
  for (const OPENAI_MODERATION of ['false', ''])
    t.throws(() => moderation(OPENAI_MODERATION, 'sexual'), { message: /Missing: OPENAI_MODERATION, which/ })
})

test('half a configuration names what is missing', (t) => {
  t.throws(() => settings({ OPENAI_API_KEY: 'sk' }), { message: /Missing: OPENAI_MODEL$/ })
  t.throws(() => settings({ OPENAI_MODEL: 'm' }), { message: /Missing: OPENAI_API_KEY, or/ })
  t.throws(() => settings({ OPENAI_MODERATION: 'true' }), {
    message: /Missing: OPENAI_API_KEY.*; OPENAI_MODEL$/,
  })
  t.throws(() => settings({ OPENAI_API_KEY: 'sk', OPENAI_MODEL: 'm', OPENAI_PRICE_INPUT: '1' }), {
    message: /Missing: OPENAI_PRICE_OUTPUT$/,
  })
  t.throws(() => settings({ OPENAI_PRICE_INPUT: '$1' }), { message: /OPENAI_PRICE_INPUT: must be a price/ })
})
