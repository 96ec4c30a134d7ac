import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlatformError } from '../platform-error.ts'
import { isOfDevelopment, issueDevelopmentChain } from './development-chain.ts'
import { certificatesOf, signerOf } from './signer.ts'

export type DevelopmentCertificate = {
  readonly chainPem: string
  readonly privateKeyPem: string
  readonly anchorPem: string
  readonly folder: string
  /** `renewed`: the one that was there had expired, and lies beside the folder now. */
  readonly origin: 'made' | 'kept' | 'renewed'
}

/**
 * A chain to sign with while there is no real one, kept in `folder` as `anchor.pem`, `chain.pem` and
 * `key.pem`. Trusted nowhere but here, and its names say so.
 *
 * The first call makes it and later ones keep it. An expired one of ours is made anew, since the photos
 * that it signed read as expired anyway. Files that are incomplete, unreadable or not ours are
 * `validation` and never overwritten.
 */
export async function developmentCertificate(folder: string): Promise<DevelopmentCertificate> {
  const present = await readAll(folder)
  if (present === undefined) return { ...(await make(folder)), folder, origin: 'made' }
  if (hasExpired(folder, present)) {
    await rename(folder, `${folder}.expired-${new Date().toISOString().replaceAll(':', '-')}`)
    return { ...(await make(folder)), folder, origin: 'renewed' }
  }
  return { ...usable(folder, present), folder, origin: 'kept' }
}

type Pems = { readonly anchorPem: string; readonly chainPem: string; readonly privateKeyPem: string }

async function readAll(folder: string): Promise<Pems | undefined> {
  const [anchorPem, chainPem, privateKeyPem] = await Promise.all(
    ['anchor.pem', 'chain.pem', 'key.pem'].map((name) => readIfPresent(join(folder, name))),
  )
  if (anchorPem !== undefined && chainPem !== undefined && privateKeyPem !== undefined) {
    return { anchorPem, chainPem, privateKeyPem }
  }
  if (anchorPem === undefined && chainPem === undefined && privateKeyPem === undefined) return undefined
  throw refused(folder, 'is incomplete: anchor.pem, chain.pem and key.pem belong together')
}

async function readIfPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Only what is ours may be renewed; a certificate that somebody bought is refused with its date instead. */
function hasExpired(folder: string, { chainPem, anchorPem }: Pems): boolean {
  const certificates = parsed(folder, () => [
    ...certificatesOf(chainPem, 'chain'),
    ...certificatesOf(anchorPem, 'anchor'),
  ])
  const isOurs = certificates.every(isOfDevelopment)
  return isOurs && certificates.some(({ validTo }) => Date.parse(validTo) < Date.now())
}

function usable(folder: string, pems: Pems): Pems {
  parsed(folder, () => signerOf(pems))
  return pems
}

function parsed<T>(folder: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw refused(folder, `cannot be used. ${reason}`, cause)
  }
}

/** The three appear together or not at all: the folder is filled beside its place and then renamed. */
async function make(folder: string): Promise<Pems> {
  const draft = `${folder}.${crypto.randomUUID()}`
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 })
    const pems = await issueDevelopmentChain(new Date())
    await writeFile(join(draft, 'anchor.pem'), pems.anchorPem)
    await writeFile(join(draft, 'chain.pem'), pems.chainPem)
    await writeFile(join(draft, 'key.pem'), pems.privateKeyPem, { mode: 0o600 })
    await rename(draft, folder)
    return pems
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // another process was faster, and its chain is as good as ours
    const present = await readAll(folder)
    if (present === undefined) throw refused(folder, 'could not be made', error)
    return usable(folder, present)
  }
}

function refused(folder: string, what: string, cause?: unknown): PlatformError {
  const remedy = 'Remove the folder to have a new one made, or set C2PA_CHAIN, C2PA_KEY and C2PA_ANCHOR.'
  return new PlatformError('validation', `The development certificate in ${folder} ${what}. ${remedy}`, {
    cause,
  })
}
