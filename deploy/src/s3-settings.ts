import { PlatformError, type PlatformSettings } from '@parlor/core'
import type { Environment } from './environment.ts'

/** The bucket for pictures; undefined where there is none and a folder does. Throws `validation` for half a setting. */
export function s3Settings(environment: Environment): PlatformSettings['s3'] {
  const { S3_BUCKET, S3_REGION, S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_FORCE_PATH_STYLE } =
    environment
  if (S3_BUCKET === undefined) {
    const others = Object.keys(environment).filter((name) => name.startsWith('S3_'))
    if (others.length === 0) return undefined
    throw new PlatformError('validation', `S3_BUCKET is not set, but ${others.join(', ')} is`)
  }
  if ((S3_ACCESS_KEY_ID === undefined) !== (S3_SECRET_ACCESS_KEY === undefined)) {
    throw new PlatformError(
      'validation',
      'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together: set both or none',
    )
  }
  if (S3_REGION === undefined && S3_ENDPOINT === undefined)
    throw new PlatformError(
      'validation',
      'S3_REGION is not set; only a bucket with S3_ENDPOINT may go without',
    )
  return {
    bucket: S3_BUCKET,
    region: S3_REGION,
    endpoint: S3_ENDPOINT,
    forcePathStyle: S3_FORCE_PATH_STYLE,
    ...(S3_ACCESS_KEY_ID === undefined || S3_SECRET_ACCESS_KEY === undefined
      ? {}
      : { credentials: { accessKeyId: S3_ACCESS_KEY_ID, secretAccessKey: S3_SECRET_ACCESS_KEY } }),
  }
}
