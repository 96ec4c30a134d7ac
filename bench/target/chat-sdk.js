// Vercel's Chat SDK with its web adapter, its PostgreSQL state and the AI SDK, as its documentation shows it.
import { Readable } from 'node:stream'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createPostgresState } from '@chat-adapter/state-pg'
import { createWebAdapter } from '@chat-adapter/web'
import { streamText } from 'ai'
import { Chat, ConsoleLogger } from 'chat'
import pg from 'pg'
import { readJson } from './read-json.js'
import { serve } from './serve.js'

const provider = createOpenAICompatible({
  name: 'fake',
  baseURL: process.env.MODEL_URL,
  apiKey: 'none',
  includeUsage: true,
})
const logger = new ConsoleLogger('error')
const bot = new Chat({
  userName: 'bot',
  logger,
  adapters: {
    web: createWebAdapter({
      userName: 'bot',
      logger,
      getUser: (request) => ({ id: request.headers.get('x-user') }),
    }),
  },
  state: createPostgresState({
    client: new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }),
    logger,
  }),
})
bot.onDirectMessage(async (thread, message) => {
  const result = streamText({ model: provider('fake'), prompt: message.text })
  await thread.post(result.fullStream)
})
await bot.initialize()

await serve(async (incoming, outgoing) => {
  const body = JSON.stringify(await readJson(incoming))
  const request = new Request('http://localhost/chat', { method: 'POST', headers: incoming.headers, body })
  const answer = await bot.webhooks.web(request, { waitUntil: (task) => void task.catch(console.error) })
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
  Readable.fromWeb(answer.body).pipe(outgoing)
})
