import { credentialsEngine } from './credentials-engine.ts'
import { credentialsReader, type CredentialsReport } from './credentials.ts'

/** A picture of 25 MB takes 110 MB; a file can be made that takes thirty times its length. */
const maxMemoryBytes = 256 * 1024 * 1024

/** What runs in the inspector's thread. */
export default async function inspect(task: {
  readonly bytes: Uint8Array
  readonly mime: string
  readonly anchorPem: string
}): Promise<CredentialsReport> {
  await credentialsEngine(maxMemoryBytes)
  return await credentialsReader(task.anchorPem)(task.bytes, task.mime)
}
