import type { ExecutionContext } from 'ava'
import { createAccounts } from '../account/accounts.ts'
import { openDatabase } from '../database/database.ts'
import { createApp, type AppOptions } from './create-app.ts'
import { listen } from './listen.ts'

const publicUrl = 'http://localhost:4000'

export type TestServer = Awaited<ReturnType<typeof serveForTest>>

/**
 * Serves an app on a free port until the test ends. `databaseUrl` may be left out where nothing is read:
 * nothing connects before it is needed.
 */
export async function serveForTest(
  t: ExecutionContext,
  options: Partial<AppOptions> & { databaseUrl?: string },
) {
  const database = openDatabase(options.databaseUrl ?? 'postgres://nobody@127.0.0.1:1/nothing')
  const accounts = createAccounts({ database, publicUrl, secret: 'a secret that is long enough for this' })
  const reported: { error: unknown; requestId: string }[] = []
  const app = createApp({
    routes: [],
    accounts,
    publicUrl,
    log: { info: () => undefined },
    report: (error, { requestId }) => void reported.push({ error, requestId }),
    ...options,
  })
  const server = await listen(app, { host: '127.0.0.1', port: 0 })
  t.teardown(async () => {
    await server.close()
    await database.close()
  })

  return { ...server, publicUrl, accounts, reported, ask }

  /** Asks with a JSON body; the answer's body is parsed where it is JSON. */
  async function ask(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ) {
    const isRaw = typeof options.body === 'string' || options.body instanceof Uint8Array
    const response = await fetch(`${server.url}${path}`, {
      method,
      redirect: 'manual',
      headers: { connection: 'close', 'content-type': 'application/json', ...options.headers },
      ...(options.body !== undefined && {
        body: isRaw ? (options.body as string) : JSON.stringify(options.body),
      }),
    })
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    const body: unknown = type.includes('json') ? JSON.parse(text) : text
    return { status: response.status, headers: response.headers, type, body, text }
  }
}
