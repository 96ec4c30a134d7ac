import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { frameReader, readRequest, type Statement } from './postgres-frames.ts'

/** One statement on its way from a process to the database, or its answer on the way back. */
export type Passing = Statement & {
  readonly side: 'before' | 'after'
  /** How many rows came back; 0 on the way there. */
  readonly rows: number
  /** Of a commit: what its transaction did, in order. */
  readonly transaction: readonly Statement[]
}

/** What becomes of it: it goes on, perhaps after a while, or its connection is cut. */
export type Verdict = 'pass' | 'cut'

export type Wire = {
  /** The address of the database behind it. */
  readonly url: string
  /** Cuts every connection at once. */
  readonly cut: () => void
  readonly close: () => Promise<void>
}

/**
 * Stands between one process and PostgreSQL and sees each statement before it arrives and each answer before it
 * is known: a process that is killed here has committed and never heard of it, or has not committed what it meant to.
 * So every moment that the protocol distinguishes has a name, and no line of Parlor itself has to know.
 */
export async function openWire(
  databaseUrl: string,
  meet: (passing: Passing) => Promise<Verdict> | undefined,
): Promise<Wire> {
  const target = new URL(databaseUrl)
  const pairs = new Set<() => void>()
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname)
    const end = () => {
      pairs.delete(end)
      near.destroy()
      far.destroy()
    }
    pairs.add(end)
    for (const socket of [near, far]) {
      socket.setNoDelay(true)
      socket.on('error', end)
      socket.on('close', end)
    }
    carry({ near, far, meet, cut: end })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // a TCP port was asked for
  const cut = () => {
    for (const end of pairs) end()
  }
  return {
    url: Object.assign(new URL(databaseUrl), { hostname: '127.0.0.1', port: String(port) }).href,
    cut,
    async close() {
      server.close()
      cut()
      await once(server, 'close')
    },
  }
}

/** A client of PostgreSQL asks one thing at a time: its request and the answer are held until both were judged. */
function carry(options: {
  readonly near: Socket
  readonly far: Socket
  readonly meet: (passing: Passing) => Promise<Verdict> | undefined
  readonly cut: () => void
}): void {
  const { near, far, meet, cut } = options
  const prepared = new Map<string, string>()
  let transaction: Statement[] = []
  let asked: Statement | undefined
  let rows = 0
  let answer: Buffer[] = []

  const pass = (side: Passing['side'], statement: Statement, go: () => void) => {
    const judged = meet({ ...statement, side, rows, transaction: [...transaction] })
    if (judged === undefined) return go()
    void judged.then((verdict) => (verdict === 'pass' ? go() : cut()))
  }
  const request = frameReader({ hasStartup: true })
  let held: Buffer[] = []
  near.on('data', (chunk: Buffer) => {
    for (const frame of request(chunk)) {
      held.push(frame.bytes)
      const statement = readRequest(frame, prepared)
      if (statement !== undefined) asked = statement
      // Q is a request by itself, S ends one of several frames; all others before and after sign-in go at once.
      const isWhole = frame.type === 'Q' || frame.type === 'S'
      if (asked !== undefined && !isWhole) continue
      const bytes = Buffer.concat(held)
      held = []
      if (asked === undefined) far.write(bytes)
      else {
        rows = 0
        if (/^begin/i.test(asked.text)) transaction = []
        else if (!/^commit/i.test(asked.text)) transaction.push(asked)
        pass('before', asked, () => void far.write(bytes))
      }
    }
  })
  const reply = frameReader({ hasStartup: false })
  far.on('data', (chunk: Buffer) => {
    for (const frame of reply(chunk)) {
      if (frame.type === 'D') rows++
      answer.push(frame.bytes)
      const isOver = frame.type === 'Z'
      if (asked !== undefined && !isOver) continue
      const bytes = Buffer.concat(answer)
      answer = []
      if (asked === undefined) near.write(bytes)
      else {
        const statement = asked
        asked = undefined
        pass('after', statement, () => void near.write(bytes))
        // Outside of a transaction each statement is one of its own.
        if (frame.bytes.toString('latin1', 5, 6) === 'I') transaction = []
      }
    }
  })
}
