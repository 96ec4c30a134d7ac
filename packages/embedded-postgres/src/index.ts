export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded-postgres-error.ts'
export { startPostgres, type RunningPostgres, type StartOptions } from './start-postgres.ts'
