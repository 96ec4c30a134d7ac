export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded-postgres-error.ts'
export { joinPostgres, type JoinedPostgres } from './join-postgres.ts'
export { startPostgres, type RunningPostgres, type StartOptions } from './start-postgres.ts'
