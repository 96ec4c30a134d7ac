import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type Koa from 'koa'
import { PlatformError } from '../platform-error.ts'

export type Listening = {
  readonly url: string
  readonly port: number
  /**
   * Takes no new connection, and resolves when the answers under way are written. Event streams never end by
   * themselves: their owner closes them before or meanwhile.
   */
  readonly close: () => Promise<void>
}

/** Answers under way at a close have this long. */
const patienceMs = 2000

/** Serves the app. Port 0 takes a free one; a port in use is refused with what to do about it. */
export async function listen(
  app: Koa,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
  const answer = app.callback()
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 15_000,
      // For receiving a request: an answer may take as long as it likes, as an event stream does.
      requestTimeout: 30_000,
      // Longer than a load balancer keeps its side open, or it would write into a closed connection.
      keepAliveTimeout: 65_000,
    },
    (request, response) => void answer(request, response),
  )
  await bound(server, host, port)
  // listen() on a TCP port: never the name of a pipe.
  const address = server.address() as AddressInfo
  return {
    url: `http://${displayed(host)}:${address.port}`,
    port: address.port,
    close: gracefulClose(server),
  }
}

/**
 * Node's own `closeIdleConnections` leaves a connection open that has not yet sent a request, as browsers
 * make them in advance, and then waits for it: so we know ourselves which are at work.
 */
function gracefulClose(server: Server): () => Promise<void> {
  const open = new Set<Socket>()
  const atWork = new Set<Socket>()
  let closing = false

  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    atWork.add(socket)
    response.once('close', () => {
      atWork.delete(socket)
      if (closing) socket.destroySoon()
    })
  })

  return async () => {
    closing = true
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of open) if (!atWork.has(socket)) socket.destroy()
    // A client that never ends its request must not keep the process alive.
    const patience = setTimeout(() => {
      for (const socket of open) socket.destroy()
    }, patienceMs)
    await closed
    clearTimeout(patience)
  }
}

async function bound(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)))
    server.listen(port, host, resolve)
  })
}

/** Why nothing can be served there, in words that say what to do; errors of other kinds as they are. */
export function listenError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  if (cause.code === 'EADDRINUSE') {
    const hint = `Port ${port} is taken by another program. Stop it, or choose another: PORT=${port + 1} npm start`
    return new PlatformError('unavailable', hint)
  }
  if (cause.code === 'EACCES') {
    const hint = `Port ${port} needs more rights than this process has. Choose one above 1023: PORT=4000`
    return new PlatformError('unavailable', hint)
  }
  if (['ENOTFOUND', 'EADDRNOTAVAIL', 'EAI_AGAIN'].includes(cause.code ?? '')) {
    const hint = `HOST=${host} is no address of this machine. Try 127.0.0.1, or 0.0.0.0 for all of them`
    return new PlatformError('validation', hint)
  }
  return cause
}

/** An address to open in a browser. */
function displayed(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
