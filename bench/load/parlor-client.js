import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { lastWord } from '../model/words.js'

/**
 * A browser with Parlor open: one event stream that stays, a POST for each message. A turn is over when the
 * message was accepted and `turn-ended` has come down the stream.
 */
export async function parlorClient({ url, person }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const path = `${url}/v1/conversations/${person.conversation}`
  const stream = await openStream(`${path}/stream`, person.cookie)
  let turn
  stream.on('data', (chunk) => turn?.take(chunk))
  stream.once('close', () => turn?.fail(new Error(`The stream of ${person.conversation} was cut`)))

  return {
    async turn() {
      const id = randomUUID()
      const body = JSON.stringify({ id, text: `How was your day, ${id}?` })
      const startedAt = performance.now()
      const ended = new Promise((resolve, reject) => {
        let text = ''
        let firstMs
        turn = {
          fail: reject,
          take(chunk) {
            text += chunk
            if (firstMs === undefined && text.includes('event: text')) firstMs = performance.now() - startedAt
            if (!text.includes('"type":"turn-ended"') || !text.endsWith('\n\n')) return
            turn = undefined
            if (!text.includes('"reason":"answered"') || !text.includes(lastWord))
              return reject(new Error(`A turn ended otherwise: ${text.slice(-500)}`))
            const bytes = text.length
            resolve({
              firstMs: firstMs ?? performance.now() - startedAt,
              totalMs: performance.now() - startedAt,
              bytes,
              sent: body.length,
            })
          },
        }
      })
      const [result] = await Promise.all([
        ended,
        post(`${path}/messages`, { agent, cookie: person.cookie, body }),
      ])
      return result
    },
    close() {
      agent.destroy()
      stream.destroy()
    },
  }
}

/** The response of an event stream once its headers are there. */
export async function openStream(url, cookie, headers = {}) {
  return await new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, headers: { cookie, ...headers } }, (answer) => {
      if (answer.statusCode === 200) return resolve(answer.setEncoding('latin1'))
      answer.resume()
      reject(new Error(`${url} answered ${answer.statusCode}`))
    })
    asked.once('error', reject)
    asked.end()
  })
}

export async function post(url, { agent, cookie, body }) {
  return await new Promise((resolve, reject) => {
    const headers = {
      cookie,
      origin: new URL(url).origin,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }
    const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.once('end', () =>
        answer.statusCode < 300 ? resolve() : reject(new Error(`${url} answered ${answer.statusCode}`)),
      )
    })
    asked.once('error', reject)
    asked.end(body)
  })
}
