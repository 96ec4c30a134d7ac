import { z } from 'zod'
import { defineRoute, type Route } from '../route.ts'
import type { Services } from '../services.ts'

const readiness = z.object({
  status: z.enum(['ok', 'unavailable']),
  checks: z.record(z.string(), z.enum(['ok', 'failed'])),
})

/** How long an answer about readiness holds. */
const readyForMs = 2000

/** What anybody may know of this deployment, and whether it is well. */
export function aboutRoutes(services: Services): readonly Route[] {
  // Anybody may ask, and each answer costs a write to the storage.
  let latest: { readonly at: number; readonly checks: ReturnType<typeof lookAround> } | undefined
  const recent = async () => {
    if (latest === undefined || Date.now() - latest.at > readyForMs)
      latest = { at: Date.now(), checks: lookAround(services) }
    return await latest.checks
  }
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/about',
      summary: 'The deployment’s name, the terms in force, and which parts are stand-ins',
      access: 'public',
      reply: {
        status: 200,
        schema: z.object({ name: z.string(), termsVersion: z.string(), sandbox: z.array(z.string()) }),
      },
      handle: () => ({
        body: { name: services.name, termsVersion: services.termsVersion, sandbox: services.sandbox },
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/healthz',
      summary: 'This process lives',
      access: 'public',
      reply: { status: 200, schema: z.object({ status: z.literal('ok') }) },
      handle: () => ({ body: { status: 'ok' } }),
    }),
    defineRoute({
      method: 'GET',
      path: '/readyz',
      summary: 'Database, queue and storage answer; 503 with the same body when one does not',
      access: 'public',
      reply: { status: 200, schema: readiness },
      async handle() {
        const checks = await recent()
        const isReady = !services.closing.aborted && Object.values(checks).every((check) => check === 'ok')
        return { status: isReady ? 200 : 503, body: { status: isReady ? 'ok' : 'unavailable', checks } }
      },
    }),
  ]
}

async function lookAround(services: Services): Promise<Record<string, 'ok' | 'failed'>> {
  const probes: Record<string, () => Promise<unknown>> = {
    database: async () => await services.database.pool.query('select 1'),
    queue: async () => await services.jobs.count('photo'),
    storage: async () => await services.storage.check(),
  }
  const checks: Record<string, 'ok' | 'failed'> = {}
  for (const [name, probe] of Object.entries(probes)) {
    try {
      await probe()
      checks[name] = 'ok'
    } catch (error) {
      services.report(error)
      checks[name] = 'failed'
    }
  }
  return checks
}
