import { Agent, request } from 'node:http'
import { lastWord } from '../model/words.js'

/**
 * A browser of the common kind: each turn is one request that carries the messages, and its answer streams
 * back in the response. `firstText` is what stands in the stream as soon as there is text in it.
 */
export function peerClient({ url, user, firstText, history = [] }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let count = 0
  return {
    async turn() {
      const id = `${user}-${count++}-${process.hrtime.bigint()}`
      const message = { id, role: 'user', parts: [{ type: 'text', text: `How was your day, ${id}?` }] }
      const body = JSON.stringify({ id: user, messages: [...history, message] })
      return await new Promise((resolve, reject) => {
        const startedAt = performance.now()
        const headers = {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-user': user,
        }
        const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
          answer.setEncoding('latin1')
          let text = ''
          let firstMs
          answer.on('data', (chunk) => {
            text += chunk
            if (firstMs === undefined && text.includes(firstText)) firstMs = performance.now() - startedAt
          })
          answer.once('error', reject)
          answer.once('end', () => {
            if (answer.statusCode !== 200 || !text.includes(lastWord))
              return reject(new Error(`${url} answered ${answer.statusCode}: ${text.slice(-500)}`))
            resolve({
              firstMs,
              totalMs: performance.now() - startedAt,
              bytes: text.length,
              sent: body.length,
            })
          })
        })
        asked.once('error', reject)
        asked.end(body)
      })
    },
    close: () => agent.destroy(),
  }
}
