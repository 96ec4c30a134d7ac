import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { s3Settings, type S3Settings } from './s3-settings.ts'

type Server = { run(): Promise<{ port: number }>; close(): Promise<void> }
type ServerClass = new (options: object) => Server

/** An S3 server of somebody else's making, on a free port, with one empty bucket. It knows one key and checks it. */
export async function serveS3(t: ExecutionContext): Promise<S3Settings> {
  const directory = await mkdtemp(join(tmpdir(), 'parlor-s3-'))
  // It has no types of its own.
  const Server = createRequire(import.meta.url)('@20minutes/s3rver') as ServerClass
  const server = new Server({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: [{ name: 'pictures', configs: [] }],
  })
  const { port } = await server.run()
  t.teardown(async () => {
    await server.close()
    await rm(directory, { recursive: true, force: true })
  })
  return s3Settings.parse({
    bucket: 'pictures',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    forcePathStyle: true,
  })
}
