import type { Readable } from 'node:stream'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { S3Driver } from 'flydrive/drivers/s3'
import type { S3Settings } from './s3-settings.ts'
import { storageOn, type ByteRange, type Storage } from './storage.ts'

/** Keeps bytes as objects of a private bucket. Nothing connects before the first use. */
export function s3Storage({ bucket, region, endpoint, credentials, forcePathStyle }: S3Settings): Storage {
  const client = new S3Client({
    region,
    forcePathStyle,
    ...(credentials === undefined ? {} : { credentials }),
    ...(endpoint === undefined
      ? {}
      : // Not everything that speaks S3 knows the checksums that Amazon's client sends unasked.
        {
          endpoint,
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        }),
    maxAttempts: 3,
    // Unset, they are endless: a silent line would keep a photo and its worker.
    requestHandler: { connectionTimeout: 5000, socketTimeout: 20_000 },
  })
  return storageOn(new RangedS3Driver(client, bucket))
}

class RangedS3Driver extends S3Driver {
  readonly #client: S3Client
  readonly #bucket: string

  constructor(client: S3Client, bucket: string) {
    // Buckets of today refuse access lists; what is private is said by the bucket, which by default is.
    super({ client, bucket, visibility: 'private', supportsACL: false })
    this.#client = client
    this.#bucket = bucket
  }

  override async getStream(key: string, range?: ByteRange): Promise<Readable> {
    const { Body, ContentRange } = await this.#client.send(
      new GetObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        ...(range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` }),
      }),
    )
    const stream = Body as Readable // in Node it is one
    if (range === undefined || ContentRange?.startsWith(`bytes ${range.start}-${range.end}/`)) return stream
    // The reader counts on these bytes and no others.
    stream.destroy()
    throw new Error(`The bucket gave ${ContentRange ?? 'the whole'} for bytes ${range.start} to ${range.end}`)
  }
}
