// An OpenAI-compatible endpoint that streams the same words to everybody; a process of its own.
// POST /mode { "tokens": 50, "delayMs": 0, "burst": false } changes what all later answers are like.
import { readJson } from '../target/read-json.js'
import { serve } from '../target/serve.js'
import { lastWord, words } from './words.js'

const head = { id: 'chatcmpl-fake', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'fake' }
const prepared = new Map()
let mode = { tokens: 50, delayMs: 0, burst: false }

await serve(async (request, response) => {
  const body = await readJson(request)
  if (request.url === '/mode') {
    mode = { ...mode, ...body }
    response.end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const chunks = chunksOf(mode.tokens)
  if (mode.burst) response.end(Buffer.concat(chunks))
  else if (mode.delayMs === 0) writeAtOnce(response, chunks)
  else writePaced(response, chunks, mode.delayMs)
})

/** One write in each turn of the event loop: without a delay, but not in one packet either. */
function writeAtOnce(response, chunks) {
  let next = 0
  const step = () => {
    if (response.destroyed) return
    response.write(chunks[next++])
    if (next === chunks.length) response.end()
    else setImmediate(step)
  }
  step()
}

/** By the clock from the beginning, so that delays do not add up. */
function writePaced(response, chunks, delayMs) {
  const startedAt = performance.now()
  let next = 0
  const step = () => {
    if (response.destroyed) return
    response.write(chunks[next++])
    if (next === chunks.length) response.end()
    else setTimeout(step, Math.max(0, startedAt + next * delayMs - performance.now()))
  }
  step()
}

function chunksOf(tokens) {
  const known = prepared.get(tokens)
  if (known !== undefined) return known
  const deltas = Array.from({ length: tokens }, (_, index) =>
    index === tokens - 1 ? lastWord : `${words[index % words.length]} `,
  )
  const chunks = [
    ...deltas.map((content) => chunk({ content }, null)),
    Buffer.concat([
      chunk({}, 'stop'),
      event({
        ...head,
        choices: [],
        usage: { prompt_tokens: 100, completion_tokens: tokens, total_tokens: 100 + tokens },
      }),
      Buffer.from('data: [DONE]\n\n'),
    ]),
  ]
  prepared.set(tokens, chunks)
  return chunks
}

function chunk(delta, finishReason) {
  return event({ ...head, choices: [{ index: 0, delta, finish_reason: finishReason }] })
}

function event(data) {
  return Buffer.from(`data: ${JSON.stringify(data)}\n\n`)
}
