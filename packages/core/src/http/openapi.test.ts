import test from 'ava'
import { z } from 'zod'
import { openApiDocument } from './openapi.ts'
import { queryInteger } from './query-integer.ts'
import { defineRoute } from './route.ts'
import { serveForTest } from './serve-for-test.ts'

const event = z.object({ seq: z.int(), at: z.iso.datetime(), data: z.unknown() })

const routes = [
  defineRoute({
    method: 'GET',
    path: '/v1/conversations/:id/events',
    summary: 'A page of events',
    access: 'session',
    query: z.object({ after: queryInteger({ min: 0, max: 1e9 }).optional() }),
    reply: { status: 200, schema: z.object({ events: z.array(event) }) },
    handle: () => ({ body: { events: [] } }),
  }),
  defineRoute({
    method: 'POST',
    path: '/v1/conversations/:id/messages',
    summary: 'Send a message',
    access: 'session',
    body: z.object({ id: z.string(), text: z.string().max(8000) }),
    reply: { status: 202 },
    handle: () => undefined,
  }),
]

type Operation = {
  parameters: { name: string; in: string }[]
  security: object[]
  responses: object
  requestBody: object
}
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> }

test('the served document holds every route, sign-in and itself included', async (t) => {
  const { ask } = await serveForTest(t, { routes })

  const { body, status } = await ask('GET', '/v1/openapi.json')

  const { openapi, paths } = body as Document
  t.is(status, 200)
  t.is(openapi, '3.1.0')
  t.deepEqual(Object.keys(paths).sort(), [
    '/v1/auth/get-session',
    '/v1/auth/sign-in/email',
    '/v1/auth/sign-out',
    '/v1/auth/sign-up/email',
    '/v1/auth/update-user',
    '/v1/conversations/{id}/events',
    '/v1/conversations/{id}/messages',
    '/v1/openapi.json',
  ])
})

test('an operation tells its parameters, body, answers and who may ask', (t) => {
  const { paths } = openApiDocument(routes, { title: 'Test', version: '1' }) as Document
  const events = paths['/v1/conversations/{id}/events']?.get
  const messages = paths['/v1/conversations/{id}/messages']?.post

  t.deepEqual(
    events?.parameters.map((parameter) => `${parameter.in} ${parameter.name}`),
    ['path id', 'query after'],
  )
  t.deepEqual(events?.security, [{ session: [] }, { bearer: [] }])
  t.like(messages?.requestBody, {
    content: {
      'application/json': { schema: { properties: { text: { type: 'string', maxLength: 8000 } } } },
    },
  })
  t.deepEqual(Object.keys(messages?.responses ?? {}), ['202', 'default'])
})

test('every reference leads somewhere and every operation has its own id', (t) => {
  const text = JSON.stringify(openApiDocument(routes, { title: 'Test', version: '1' }))
  const document = JSON.parse(text) as Record<string, unknown>

  for (const [, path = ''] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
    let target: unknown = document
    for (const key of path.split('/')) target = (target as Record<string, unknown>)[key]
    t.is(typeof target, 'object', path)
  }
  const ids = [...text.matchAll(/"operationId":"([^"]+)"/g)].map((match) => match[1])
  t.is(new Set(ids).size, routes.length)
})
