import { readFileSync } from 'node:fs'
import { openStream } from './parlor-client.js'

/** A reader of an event stream that reads nothing until it is told to. */
export async function slowReader(url, cookie, after) {
  const response = await openStream(url, cookie, { 'last-event-id': String(after) })
  response.on('error', () => {
    // Cut in the middle, as is to be.
  })
  return {
    /** Reads until the stream ends or it is enough, and gives the numbers of the events that came. */
    async read(isEnough) {
      const seen = []
      if (response.closed) return seen
      let text = ''
      await new Promise((resolve) => {
        response.once('close', resolve)
        response.on('data', (chunk) => {
          text += chunk
          const end = text.lastIndexOf('\n\n')
          if (end === -1) return
          for (const [, seq] of text.slice(0, end + 2).matchAll(/^id: (\d+)$/gm)) seen.push(Number(seq))
          text = text.slice(end + 2)
          if (isEnough(seen)) response.destroy()
        })
      })
      return seen
    },
    close: () => response.destroy(),
  }
}

/** Connections to a port that the server has not closed. */
export function openConnections(port) {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const established = '01'
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local.endsWith(wanted) && state === established).length
}
