// Koa with the `openai` package and an event stream of its own. Stores nothing.
import Koa from 'koa'
import OpenAI from 'openai'
import { readJson } from './read-json.js'
import { serve } from './serve.js'

const client = new OpenAI({ baseURL: process.env.MODEL_URL, apiKey: 'none' })
const app = new Koa()
app.use(async (ctx) => {
  const { messages } = await readJson(ctx.req)
  ctx.respond = false
  ctx.res.writeHead(200, { 'content-type': 'text/event-stream' })
  const stream = await client.chat.completions.create({
    model: 'fake',
    stream: true,
    stream_options: { include_usage: true },
    messages: messages.map(({ role, parts }) => ({ role, content: parts[0].text })),
  })
  for await (const chunk of stream) {
    const text = chunk.choices[0]?.delta.content
    if (text) ctx.res.write(`data: ${JSON.stringify({ text })}\n\n`)
  }
  ctx.res.end()
})
await serve(app.callback())
