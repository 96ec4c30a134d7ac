import test from 'ava'
import { readEnvironment } from './environment.ts'
import { s3Settings } from './s3-settings.ts'

const settingsOf = (variables: Record<string, string>) => s3Settings(readEnvironment(variables))

test('without a bucket there is none, and a variable that then means nothing is told', (t) => {
  t.is(settingsOf({}), undefined)
  t.throws(() => settingsOf({ S3_REGION: 'eu-central-1' }), {
    message: /S3_BUCKET is not set, but S3_REGION is/,
  })
})

test('a key is whole or left to the role of the machine', (t) => {
  const bucket = { S3_BUCKET: 'pictures', S3_REGION: 'eu-central-1' }

  t.is(settingsOf(bucket)?.credentials, undefined)
  t.deepEqual(settingsOf({ ...bucket, S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'key' })?.credentials, {
    accessKeyId: 'id',
    secretAccessKey: 'key',
  })
  t.throws(() => settingsOf({ ...bucket, S3_ACCESS_KEY_ID: 'id' }), { message: /belong together/ })
})

test('a bucket of Amazon needs its region, one elsewhere its address', (t) => {
  t.throws(() => settingsOf({ S3_BUCKET: 'pictures' }), { message: /S3_REGION is not set/ })
  t.like(
    settingsOf({ S3_BUCKET: 'pictures', S3_ENDPOINT: 'http://minio:9000', S3_FORCE_PATH_STYLE: 'true' }),
    { endpoint: 'http://minio:9000', forcePathStyle: true },
  )
})
