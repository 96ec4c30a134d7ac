// Koa with LangChain's chat model and an event stream of its own. Stores nothing.
import { AIMessage, HumanMessage } from '@langchain/core/messages'
import { ChatOpenAI } from '@langchain/openai'
import Koa from 'koa'
import { readJson } from './read-json.js'
import { serve } from './serve.js'

const model = new ChatOpenAI({
  model: 'fake',
  apiKey: 'none',
  configuration: { baseURL: process.env.MODEL_URL },
})
const app = new Koa()
app.use(async (ctx) => {
  const { messages } = await readJson(ctx.req)
  ctx.respond = false
  ctx.res.writeHead(200, { 'content-type': 'text/event-stream' })
  const stream = await model.stream(
    messages.map(({ role, parts }) =>
      role === 'user' ? new HumanMessage(parts[0].text) : new AIMessage(parts[0].text),
    ),
  )
  for await (const { text } of stream) {
    if (text !== '') ctx.res.write(`data: ${JSON.stringify({ text })}\n\n`)
  }
  ctx.res.end()
})
await serve(app.callback())
