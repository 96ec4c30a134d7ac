import { createRequire } from 'node:module'

export type X509Library = typeof import('@peculiar/x509')

/**
 * Loads @peculiar/x509, whose container asks for a `Reflect.getMetadata` at import and only then.
 *
 * The usual remedy, reflect-metadata, changes the global `Reflect` for good. None of the library's classes
 * takes anything injected, so a stand-in that knows of no metadata does, and it is gone when this returns:
 * `require` is synchronous, so nobody else sees it.
 */
export function loadX509(): X509Library {
  const require = createRequire(import.meta.url)
  if ('getMetadata' in Reflect) return require('@peculiar/x509')

  const known = { value: () => undefined, configurable: true }
  Object.defineProperties(Reflect, { getMetadata: known, getOwnMetadata: known, defineMetadata: known })
  try {
    return require('@peculiar/x509')
  } finally {
    for (const name of ['getMetadata', 'getOwnMetadata', 'defineMetadata'])
      Reflect.deleteProperty(Reflect, name)
  }
}
