import { z } from 'zod'
import { sessionCookie } from '../account/session.ts'
import type { Route } from './route.ts'

type Json = Readonly<Record<string, unknown>>

/** The OpenAPI 3.1 document of these routes, made from the very schemas that they validate with. */
export function openApiDocument(
  routes: readonly Route[],
  info: { readonly title: string; readonly version: string; readonly isSecure?: boolean },
): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: { title: info.title, version: info.version },
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie(info.isSecure === true) },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

function operation(route: Route): Json {
  const success = { description: route.summary, ...answer(route) }
  const failure = {
    description: 'A problem document',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }
  return {
    operationId: operationId(route),
    summary: route.summary,
    security: route.access === 'session' ? [{ session: [] }, { bearer: [] }] : [],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...requestBody(route),
    responses: { [route.reply.status]: success, default: failure },
  }
}

function requestBody({ body, bytes }: Route): Json {
  if (body !== undefined) return { requestBody: { required: true, ...content(body, 'input') } }
  if (bytes === undefined) return {}
  return {
    requestBody: { required: true, content: Object.fromEntries(bytes.mime.map((type) => [type, {}])) },
  }
}

function operationId(route: Route): string {
  const words = route.path.replace(/^\/v1/, '').split(/[^A-Za-z0-9]+/)
  return [route.method.toLowerCase(), ...words.filter(Boolean)].join('-')
}

function pathParameters(route: Route): readonly Json[] {
  const properties = propertiesOf(route.params)
  return [...route.path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: properties[name] ?? { type: 'string' },
  }))
}

function queryParameters(route: Route): readonly Json[] {
  return Object.entries(propertiesOf(route.query)).map(([name, schema]) => ({ name, in: 'query', schema }))
}

function propertiesOf(schema: z.ZodType | undefined): Readonly<Record<string, unknown>> {
  return schema === undefined
    ? {}
    : (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }).properties ?? {})
}

function content(schema: z.ZodType | undefined, io: 'input' | 'output'): Json {
  return schema === undefined ? {} : { content: { 'application/json': { schema: schemaOf(schema, io) } } }
}

function answer({ reply }: Route): Json {
  if (reply.mime === undefined) return content(reply.schema, 'output')
  return { content: Object.fromEntries(reply.mime.map((type) => [type, {}])) }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
