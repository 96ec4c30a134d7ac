/**
 * What kind of trouble it is: `held` (another live process runs this cluster), `no-binary` (no usable
 * PostgreSQL on this machine), `version` (the data was written by another major version), `start-failed`.
 */
export type EmbeddedPostgresErrorCode = 'held' | 'no-binary' | 'version' | 'start-failed'

/** Why the embedded PostgreSQL is not there. `message` says what is wrong, `hint` what to do about it. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode
  readonly hint: string

  constructor(
    code: EmbeddedPostgresErrorCode,
    message: string,
    options: { readonly hint: string; readonly cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'EmbeddedPostgresError'
    this.code = code
    this.hint = options.hint
  }
}
