import { parlorClient } from '../load/parlor-client.js'
import { peerClient } from '../load/peer-client.js'
import { withClient } from '../measure/ground.js'
import { cores } from '../measure/pin.js'
import { startProcess } from '../measure/start-process.js'
import { addPeople } from '../parlor/people.js'
import { startParlor } from '../parlor/start-parlor.js'

/** Everybody who is measured, in the order of the table. */
export const targetNames = [
  'direct',
  'passthrough',
  'openai-sdk',
  'langchain',
  'ai-sdk',
  'chat-sdk',
  'parlor',
]

export const titles = {
  direct: 'the model called directly',
  passthrough: 'bare node:http pipe',
  'openai-sdk': 'Koa + `openai`',
  langchain: 'Koa + LangChain',
  'ai-sdk': 'Koa + AI SDK `streamText`',
  'chat-sdk': 'Vercel’s Chat SDK, PostgreSQL state',
  parlor: '**Parlor**, the whole turn',
}

/** What stands in a stream of theirs as soon as there is text in it. */
const firstText = {
  direct: '"content":"',
  passthrough: '"content":"',
  'openai-sdk': '"text":"',
  langchain: '"text":"',
  'ai-sdk': '"type":"text-delta"',
  'chat-sdk': '"type":"text-delta"',
}

/**
 * Starts the named ones, all at once: idle they cost nothing, and so rounds can go from one to the next.
 * Each has `connect(count)`, which gives so many clients of different users, and the `pids` that do its work.
 */
export async function startTargets(names, ground) {
  const targets = new Map()
  const close = async () => {
    for (const target of targets.values()) await target.stop()
  }
  try {
    for (const name of names) targets.set(name, await start(name, ground))
    return { targets, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function start(name, ground) {
  if (name === 'direct') return peers(name, `${ground.model.url}/chat/completions`, [ground.model.pid])
  if (name === 'parlor') return await parlor(ground)
  const env = { MODEL_URL: ground.model.url }
  if (name === 'chat-sdk') env.DATABASE_URL = await ground.postgres.createDatabase('chat_sdk')
  const started = await startProcess(`../target/${name}.js`, {
    env,
    core: cores.measured,
    isReady: (said) => said.port,
  })
  return {
    ...peers(name, `http://127.0.0.1:${started.ready}/`, [started.pid]),
    ...started,
    processes: [started],
  }
}

function peers(name, url, pids) {
  return {
    url,
    pids,
    processes: [],
    connect: async (count, { history } = {}) =>
      Array.from({ length: count }, (_, index) =>
        peerClient({ url, user: `user-${index}`, firstText: firstText[name], ...(history && { history }) }),
      ),
    stop: async () => {},
  }
}

async function parlor(ground) {
  const { folder, redis, model } = ground
  const databaseUrl = ground.postgres.url
  const running = await startParlor({ databaseUrl, redisUrl: redis?.url, modelUrl: model.url, folder })
  return {
    ...running,
    databaseUrl,
    async connect(count, { earlier } = {}) {
      const people = await withClient(
        databaseUrl,
        async (client) => await addPeople(client, { count, earlier }),
      )
      return await Promise.all(people.map(async (person) => await parlorClient({ url: running.url, person })))
    },
  }
}
