import { pino } from 'pino'
import pretty from 'pino-pretty'
import type { Log } from '../platform.ts'
import { logDestination } from './log-destination.ts'

/** Console-like calls to pino: JSON lines in production, readable lines on a terminal. Never texts of users. */
export function createLog(level: string, options: { readonly isPretty: boolean }): Log {
  const settings = { level, serializers: { err: describe } }
  const logger = options.isPretty
    ? pino(
        settings,
        pretty({ sync: true, destination: 2, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' }),
      )
    : pino(settings, logDestination())
  const write =
    (to: 'info' | 'warn' | 'error') =>
    (first: unknown, ...rest: unknown[]) => {
      const [second] = rest
      if (first instanceof Error) logger[to]({ err: first }, first.message)
      else if (second instanceof Error) logger[to]({ err: second }, String(first))
      else if (typeof first === 'object' && first !== null)
        logger[to](first, typeof second === 'string' ? second : '')
      else logger[to]([first, ...rest].map(String).join(' '))
    }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}

type Described = {
  readonly type: string
  readonly message: string
  readonly code?: string
  readonly stack?: string
  readonly cause?: Described
}

/** Only what is known to be ours: PostgreSQL puts rows into `detail` and `where`, and rows hold what users wrote. */
function describe(error: Error): Described {
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause instanceof Error ? { cause: describe(error.cause) } : {}),
  }
}
