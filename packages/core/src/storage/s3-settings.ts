import { z } from 'zod'

/** Where a bucket is and who may use it; S3 itself or anything that speaks like it. */
export const s3Settings = z.object({
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  region: z.string().min(1).default('us-east-1'),
  /** Of anything but Amazon's own. */
  endpoint: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  credentials: z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) }).optional(),
  /** The bucket stands in the path and not in the host's name, as MinIO and others want it. */
  forcePathStyle: z.boolean().default(false),
})

export type S3Settings = z.output<typeof s3Settings>
