import type { Plugin } from '@parlor/plugin-kit'
import type { PlatformSettings } from '../platform-settings.ts'

/** What a platform stands on, once it stands. */
export type Ground = {
  readonly databaseUrl: string
  readonly about: string
  readonly stop: () => Promise<void>
  /** Resolves with the reason when it has ended by itself; what stands on it ends then too. */
  readonly lost?: Promise<string>
}

/** What a `parlor.config` file gives: everything that the command needs to run one deployment. */
export type Deployment = {
  readonly host: string
  readonly port: number
  readonly logLevel: string
  readonly settings: Omit<PlatformSettings, 'databaseUrl'>
  readonly plugins: readonly Plugin[]
  /** Starts or finds the database. Called before anything connects; `signal` gives it up and leaves nothing running. */
  readonly ground: (options: {
    readonly onProgress: (line: string) => void
    readonly signal: AbortSignal
    /** A command beside a running Parlor takes the database as that one runs it. */
    readonly mayJoin?: boolean
    /** `false`: throw where none runs, instead of starting one. */
    readonly mayStart?: boolean
    /** Web or worker alone: other processes stand on the same ground, so that it cannot be one that we start. */
    readonly isShared: boolean
  }) => Promise<Ground>
  /** What may be a mistake; said at each start. */
  readonly warnings?: readonly string[]
  /** What an operator should know: stand-ins in use, and what to set to replace them. */
  readonly notes: readonly string[]
}
