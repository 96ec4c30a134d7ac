// Event streams of bare node:http: each connection is kept, `POST /push` writes to all of them.
import { readJson } from './read-json.js'
import { serve } from './serve.js'

const open = new Set()
await serve(async (request, response) => {
  if (request.url === '/push') {
    const { times, sizeBytes } = await readJson(request)
    const data = `data: ${'x'.repeat(sizeBytes)}\n\n`
    for (let count = 0; count < times; count++) for (const stream of open) stream.write(data)
    response.end()
    return
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.write('retry: 2000\n\n')
  open.add(response)
  response.once('close', () => open.delete(response))
})
