import { credentialsReader, type CredentialsReport } from './credentials.ts'

/** What runs in the inspector's thread. */
export default async function inspect(task: {
  readonly bytes: Uint8Array
  readonly mime: string
  readonly anchorPem: string
}): Promise<CredentialsReport> {
  return await credentialsReader(task.anchorPem)(task.bytes, task.mime)
}
