import type { Database } from '../database/database.ts'
import { deliverSealed, openCursor, type SinkSlot } from './deliver.ts'
import { sealPending } from './seal.ts'
import type { Head } from './sealed.ts'

const everyMs = 1000
/** The head is told for keeping elsewhere: a log that was cut off shows only against one. */
const tellEveryMs = 60 * 60_000

/**
 * Seals the audit log each second and hands it to the sinks, until closed. Every worker may run this: one of
 * them seals, and one at a time serves each sink. A sink that fails or hangs keeps neither the others nor the sealing.
 */
export function keepAudit(options: {
  readonly database: Database
  readonly sinks: readonly SinkSlot[]
  /** Hears of the newest head when it has grown, each hour and at the end. */
  readonly onHead: (head: Head) => void
  readonly report: (error: unknown) => void
}) {
  const { database, sinks, onHead, report } = options
  const closing = new AbortController()
  let head: Head | undefined
  let toldAt = Date.now()

  const tell = () => {
    if (head !== undefined) onHead(head)
    head = undefined
    toldAt = Date.now()
  }
  const seal = async () => {
    head = (await sealPending(database)) ?? head
    if (Date.now() - toldAt > tellEveryMs) tell()
  }
  const loops = [
    repeat(seal, closing.signal, report),
    ...sinks.map(async (sink) => {
      let isOpen = false
      const deliver = async () => {
        if (!isOpen) await openCursor(database, sink.name)
        isOpen = true
        await deliverSealed(database, sink, closing.signal)
      }
      await repeat(deliver, closing.signal, report)
    }),
  ]

  return {
    /** What this process has written meanwhile is sealed before it goes. */
    async close() {
      closing.abort(new Error('The platform is closing'))
      await Promise.all(loops)
      await seal().catch(report)
      tell()
    },
  }
}

/** Runs again and again, with a pause between; a failure is reported and ends nothing. */
async function repeat(
  run: () => Promise<void>,
  signal: AbortSignal,
  report: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await run()
    } catch (error) {
      if (!signal.aborted) report(error)
    }
    await pause(signal)
  }
}

async function pause(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, everyMs)
    timer.unref()
    signal.addEventListener('abort', end, { once: true })
  })
}
