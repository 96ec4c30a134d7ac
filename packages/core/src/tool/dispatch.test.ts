import { defineTool } from '@parlor/plugin-kit'
import type { Tool, ToolCall } from '@parlor/plugin-kit'
import test from 'ava'
import { z } from 'zod'
import { dispatchTool, toolSpecs, type ToolContext } from './dispatch.ts'
import { outputLimit } from './tool-output.ts'

const context: ToolContext = {
  key: 'turn.weather.0',
  signal: new AbortController().signal,
  account: 'a1',
  conversation: 'c1',
  avatar: { name: 'Mina' },
}

const weather = (run: (input: { place: string }) => Promise<unknown>, feature?: string): Tool<never> =>
  defineTool({
    description: 'The weather of a place',
    input: z.object({ place: z.string().min(1, 'must not be empty'), days: z.int().optional() }),
    ...(feature === undefined ? {} : { feature }),
    run: run as () => Promise<{ output: null }>, // plugins give anything
  })

async function dispatch(
  tool: Tool<never>,
  call: Partial<ToolCall> = {},
  { ends = [], ...own }: Partial<ToolContext> & { readonly ends?: string[] } = {},
) {
  const errors: unknown[] = []
  const result = await dispatchTool(
    { weather: tool },
    { id: 'c1', name: 'weather', input: { place: 'Oslo' }, ...call },
    { ...context, ...own },
    {
      hold: async (feature) =>
        feature === 'sold-out'
          ? undefined
          : {
              settle: async () => void ends.push(`settled ${feature}`),
              release: async () => void ends.push(`released ${feature}`),
            },
      report: (error) => errors.push(error),
    },
  )
  return { result, errors, ends }
}

const sunny = weather(async ({ place }) => ({ output: `Sun in ${place}` }))
const notRun = weather(async () => {
  throw new Error('was run')
})

test('a tool gets the checked input, and who calls from the rows', async (t) => {
  let seen: unknown
  const tool = defineTool({
    description: '',
    input: z.object({ place: z.string().trim() }),
    async run(input, call) {
      seen = { input, account: call.account, conversation: call.conversation, key: call.key }
      return { output: 'ok' }
    },
  })

  const { result } = await dispatch(tool, { input: { place: ' Oslo ', account: 'somebody-else' } })

  t.deepEqual(result, { output: 'ok' })
  t.deepEqual(seen, {
    input: { place: 'Oslo' },
    account: 'a1',
    conversation: 'c1',
    key: 'turn.weather.0',
  })
})

test('a tool that does not exist is told with those that do', async (t) => {
  for (const name of ['nope', 'constructor', '__proto__']) {
    const { result } = await dispatch(notRun, { name })
    t.deepEqual(result, { output: { error: 'There is no such tool. There are: weather' } }, name)
  }
})

test('input that is no JSON or does not fit names the field, and nothing runs', async (t) => {
  const text = await dispatch(notRun, { input: '{"place": "Os' })
  const wrong = await dispatch(notRun, { input: { place: '', days: 'two' } })
  const missing = await dispatch(notRun, { input: null })

  t.deepEqual(text.result, { output: { error: 'The input is not JSON. Write one JSON object.' } })
  t.like(wrong.result, { output: { error: 'The input is not valid' } })
  const { issues } = (wrong.result as { output: { issues: string[] } }).output
  t.is(issues[0], 'place: must not be empty')
  t.regex(issues[1] ?? '', /^days: /)
  t.regex(JSON.stringify(missing.result), /input: /)
  t.deepEqual([...text.errors, ...wrong.errors], [])
})

test('a mistake is told in a few words, however many there are', async (t) => {
  const many = defineTool({
    description: '',
    input: z.object({ list: z.array(z.string('x'.repeat(1000))) }),
    run: async () => ({ output: null }),
  })

  const { result } = await dispatch(many, { input: { list: Array.from({ length: 500 }, () => 1) } })

  t.true(JSON.stringify(result).length < 1200)
})

test('a tool that throws, or a schema that does, tells the model nothing of it', async (t) => {
  const secret = new Error('connect ECONNREFUSED /home/app/secret.ts')
  const throwing = await dispatch(
    weather(async () => {
      throw secret
    }, 'forecasts'),
  )
  const schema = {
    ...sunny,
    input: {
      '~standard': {
        version: 1,
        vendor: 'x',
        validate() {
          throw secret
        },
      },
    },
  } as unknown as Tool<never>
  const unchecked = await dispatch(schema)

  for (const { result, errors } of [throwing, unchecked]) {
    t.deepEqual(result, { output: { error: 'The tool failed' } })
    t.deepEqual(errors, [secret])
  }
  t.deepEqual(throwing.ends, ['released forecasts'])
})

test('what is no result of a tool is a failure of it', async (t) => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  for (const given of [
    undefined,
    'text',
    {},
    { photo: { scene: '' } },
    { output: circular },
    { output: 1n },
  ]) {
    const { result, errors, ends } = await dispatch(weather(async () => given, 'forecasts'))
    t.deepEqual(result, { output: { error: 'The tool failed' } })
    t.is(errors.length, 1)
    t.deepEqual(ends, ['released forecasts'])
  }
})

test('an output of 5 MB is cut before a model reads it, and says so', async (t) => {
  const { result } = await dispatch(weather(async () => ({ output: { page: '"🙂'.repeat(1_700_000) } })))

  const json = JSON.stringify(result)
  t.true(json.length < outputLimit + 1000, String(json.length))
  t.regex(json, /The output was cut: it has \d{7} characters/)
  t.notRegex(json, /\\ud83d/)
})

test('what a tool costs is held before it runs and settled by its result', async (t) => {
  const output = await dispatch(weather(async () => ({ output: undefined }), 'forecasts'))
  const photo = await dispatch(weather(async () => ({ photo: { scene: ' a map ' } }), 'forecasts'))
  const none = await dispatch(
    weather(async () => {
      throw new Error('was run')
    }, 'sold-out'),
  )

  t.deepEqual(output, { result: { output: null }, errors: [], ends: ['settled forecasts'] })
  t.deepEqual(photo.result, { photo: { scene: 'a map' } })
  t.deepEqual(photo.ends, ['settled forecasts'])
  t.regex(JSON.stringify(none.result), /used up/)
  t.deepEqual(none.errors, [])
})

test('an abort leaves a tool behind that heeds no signal, and releases what it held', async (t) => {
  const controller = new AbortController()
  const reason = new Error('stop')
  const ends: string[] = []
  const running = dispatch(
    weather(async () => {
      controller.abort(reason)
      return await new Promise(() => {})
    }, 'forecasts'),
    {},
    { signal: controller.signal, ends },
  )

  t.is(await t.throwsAsync(running), reason)
  t.deepEqual(ends, ['released forecasts'])
})

test('a schema that cannot be shown to a model stops the start', (t) => {
  const foreign = { ...sunny, input: { '~standard': {} } } as unknown as Tool<never>

  t.throws(() => toolSpecs({ weather: foreign }), { message: /weather needs inputSchema/ })
  t.like(toolSpecs({ weather: sunny })[0], { name: 'weather', description: 'The weather of a place' })
})
