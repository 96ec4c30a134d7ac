import type { Binary } from './binary.ts'

/** Settings of PostgreSQL by name, given on its command line: an old cluster gets new ones too. */
export type Settings = Readonly<Record<string, string | number>>

/** A small server for one machine: loopback only, about 50 MB when idle, ready to take many connections. */
export function serverSettings(binary: Binary, maxConnections: number): Settings {
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: maxConnections,
    timezone: 'UTC',
    log_timezone: 'UTC',
    shared_buffers: '16MB',
    min_wal_size: '32MB',
    max_wal_size: '256MB',
    // Nobody replicates from here.
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_logical_replication_workers: 0,
    // Failed statements and their values are what users wrote; the app reports its own errors.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    // Since 18 there are three more processes for reading, which nothing of this size needs.
    ...(binary.major >= 18 && { io_method: 'sync' }),
  }
}

/** For data that is thrown away after the test: nothing waits for the disk. */
export const testSettings: Settings = {
  // Tests of one file run beside each other, each with platforms of its own.
  max_connections: 400,
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
}

/** `-c name=value` for each. */
export function asArguments(settings: Settings): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
