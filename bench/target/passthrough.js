// The physical limit of a process in the middle: takes a request, asks the model, pipes the bytes back.
import { Agent, request } from 'node:http'
import { readJson } from './read-json.js'
import { serve } from './serve.js'

const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
const url = new URL(`${process.env.MODEL_URL}/chat/completions`)

await serve(async (incoming, outgoing) => {
  const { messages } = await readJson(incoming)
  const text = messages.at(-1).parts[0].text
  const body = JSON.stringify({ model: 'fake', stream: true, messages: [{ role: 'user', content: text }] })
  const asked = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } })
  asked.on('response', (answer) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
    answer.pipe(outgoing)
  })
  asked.end(body)
})
