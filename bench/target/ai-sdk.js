// Koa with the AI SDK's `streamText`, as its documentation shows it. Stores nothing.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { convertToModelMessages, streamText } from 'ai'
import Koa from 'koa'
import { readJson } from './read-json.js'
import { serve } from './serve.js'

const provider = createOpenAICompatible({
  name: 'fake',
  baseURL: process.env.MODEL_URL,
  apiKey: 'none',
  includeUsage: true,
})
const app = new Koa()
app.use(async (ctx) => {
  const { messages } = await readJson(ctx.req)
  ctx.respond = false
  const result = streamText({ model: provider('fake'), messages: await convertToModelMessages(messages) })
  await result.pipeUIMessageStreamToResponse(ctx.res)
})
await serve(app.callback())
