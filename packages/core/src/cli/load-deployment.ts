import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PlatformError } from '../platform-error.ts'
import type { Deployment } from './deployment.ts'

/** Where a configuration is looked for, from the working folder. */
const places = ['parlor.config.js', 'dist/parlor.config.js', 'deploy/dist/parlor.config.js']

/** Loads the configuration file: its default export is a function that gives the deployment. */
export async function loadDeployment(path: string | undefined): Promise<Deployment> {
  const found = path === undefined ? places.find((place) => existsSync(place)) : path
  if (found === undefined || !existsSync(found)) {
    const looked = path ?? places.join(', ')
    throw new PlatformError(
      'not-found',
      `There is no configuration at ${looked}. Run npm run build, or name one with --config.`,
    )
  }
  const module = (await import(pathToFileURL(resolve(found)).href)) as { default?: unknown }
  if (typeof module.default !== 'function') {
    throw new PlatformError(
      'validation',
      `${found} must export a function that gives the deployment as its default`,
    )
  }
  return await (module.default as () => Promise<Deployment> | Deployment)()
}
