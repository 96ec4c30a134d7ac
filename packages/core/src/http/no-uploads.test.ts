import test from 'ava'
import { z } from 'zod'
import { sendPhoto } from '../photo/send-photo.ts'
import { stopPostgres, testPlatform } from '../test-platform.ts'

test.after.always(stopPostgres)

/** No photo is made from what these take. */
const mayTakeBytes = [
  // Reads a picture and keeps nothing of it.
  'post /v1/provenance/verify',
  // A plugin verifies them first; what they bring is fetched under the download's own rules.
  'post /v1/webhooks/{plugin}',
  'post /v1/webhooks/{plugin}/{ref}',
]

type Schema = {
  readonly type?: string
  readonly format?: string
  readonly contentEncoding?: string
  readonly contentMediaType?: string
  readonly properties?: Readonly<Record<string, Schema>>
}
type Content = Readonly<Record<string, { readonly schema?: Schema }>>
type Document = {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly requestBody?: { readonly content: Content } }>>>
  >
}

test('no route takes a picture that was uploaded or linked', async (t) => {
  const client = (await testPlatform(t, {}, { withWorker: false })).client()
  const { paths } = (await client.call('GET', '/v1/openapi.json')).body as Document

  const bodies = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) =>
      requestBody === undefined ? [] : [{ route: `${method} ${path}`, content: requestBody.content }],
    ),
  )
  const taking = bodies.filter(({ content }) =>
    Object.entries(content).some(
      ([type, { schema }]) => type !== 'application/json' || pictureFields(schema).length > 0,
    ),
  )

  t.true(bodies.length > 8)
  t.deepEqual(taking.map(({ route }) => route).toSorted(), mayTakeBytes)
})

test('the tool by which a model orders a photo takes words alone', (t) => {
  const schema = z.toJSONSchema(sendPhoto.input as unknown as z.ZodType, { io: 'input' }) as Schema

  t.deepEqual(Object.keys(schema.properties ?? {}), ['scene', 'caption'])
  t.deepEqual(pictureFields(schema), [])
})

test('the walk finds what it looks for', (t) => {
  const found = (shape: z.ZodRawShape) => pictureFields(z.toJSONSchema(z.object(shape)) as Schema)

  t.deepEqual(found({ photoUrl: z.string() }), ['photoUrl'])
  t.deepEqual(found({ looks: z.array(z.object({ image: z.string() })) }), ['looks.image'])
  t.deepEqual(found({ where: z.url() }), ['where'])
  t.deepEqual(found({ either: z.union([z.int(), z.object({ upload: z.base64() })]) }), ['either.upload'])
  t.deepEqual(found({ photoId: z.string(), change: z.string() }), [])
})

/** Fields, anywhere in a schema, by which a picture or its address could come in. */
function pictureFields(schema: unknown, path: readonly string[] = []): readonly string[] {
  if (schema === null || typeof schema !== 'object') return []
  if (Array.isArray(schema)) return schema.flatMap((one) => pictureFields(one, path))
  const { format, contentEncoding, contentMediaType, properties = {} } = schema as Schema
  const name = path.at(-1) ?? ''
  const isPicture =
    ['uri', 'url', 'binary', 'byte', 'base64'].includes(format ?? '') ||
    contentEncoding !== undefined ||
    contentMediaType !== undefined ||
    /(?:image|picture|upload|file|bytes|base64|url|uri|link)$/i.test(name)
  if (isPicture) return [path.join('.')]
  return [
    ...Object.entries(properties).flatMap(([key, value]) => pictureFields(value, [...path, key])),
    ...['items', 'anyOf', 'oneOf', 'allOf', 'additionalProperties', 'prefixItems'].flatMap((key) =>
      pictureFields((schema as Record<string, unknown>)[key], path),
    ),
  ]
}
