import type { Host, Json, Records } from '@parlor/plugin-kit'
import { request } from 'undici'
import { within } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'

const requestTimeoutMs = 30_000

export type PluginHost = { readonly host: Host; readonly close: () => Promise<void> }

/** What one plugin gets from core. `close` aborts its signal and undoes its `onClose` in reverse order. */
export function createHost(name: string, log: Host['log'], records: Records): PluginHost {
  const closing = new AbortController()
  const undoes: (() => void | Promise<void>)[] = []
  return {
    host: {
      log,
      signal: closing.signal,
      onClose: (undo) => void undoes.push(undo),
      http: jsonClient,
      records,
    },
    async close() {
      closing.abort(new Error(`The plugin ${name} is closing`))
      for (const undo of undoes.reverse()) {
        try {
          await undo()
        } catch (error) {
          log.error(`${name} could not be closed`, error)
        }
      }
    },
  }
}

/** JSON over HTTP with a deadline and without redirects. The error names host and status, never a body. */
function jsonClient(base: string, headers: Record<string, string> = {}): ReturnType<Host['http']> {
  return {
    async request(method, path, body: Json | undefined, call) {
      const url = new URL(path, base)
      const answer = await request(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : JSON.stringify(body),
        signal: within(requestTimeoutMs, call.signal),
      })
      const text = await answer.body.text()
      if (answer.statusCode > 399) {
        throw new PlatformError('unavailable', `${method} ${url.hostname} answered ${answer.statusCode}`)
      }
      return text === '' ? undefined : (JSON.parse(text) as unknown)
    },
  }
}
