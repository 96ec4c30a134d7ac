import { blobOf, credentialsEngine, type CredentialsEngine } from './credentials-engine.ts'
import { coseSign1 } from './cose.ts'
import { isIntact } from './intact-file.ts'
import { manifestOf, type Claim } from './manifest.ts'
import { signerOf, type Signer } from './signer.ts'

export type { Claim } from './manifest.ts'

export type CredentialsReport = {
  /**
   * `valid` only means "signed by somebody, and not changed since"; `trusted` means that this somebody's
   * certificate comes from our anchor. `none`: there is no manifest, as after any re-encoding.
   */
  readonly state: 'none' | 'invalid' | 'valid' | 'trusted'
  /** Status codes of the C2PA specification, such as `assertion.dataHash.mismatch`; empty when trusted. */
  readonly issues: readonly string[]
  /** Whether a signature under our anchor stands, also where what it was made for was changed later. */
  readonly isTrustedSignature: boolean
  /** The active manifest as c2pa-rs reports it. */
  readonly manifest: Json | null
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Content credentials: the signed C2PA manifest in a photo. The seam where another signer would be plugged in. */
export type ContentCredentials = {
  /** Returns the signed file, which nothing may touch any more. Takes only what our own encoder wrote. */
  readonly sign: (bytes: Uint8Array, mime: string, claim: Claim) => Promise<Uint8Array>
  readonly read: ReadCredentials
  /** The roots that make a file `trusted`, in PEM. */
  readonly anchorPem: string
  /** The organization in our certificate, or its name where it has none: an anchor may vouch for others as well. */
  readonly signedBy: string
}

/** Never throws for what the file holds, however broken. */
export type ReadCredentials = (bytes: Uint8Array, mime: string) => Promise<CredentialsReport>

export type CredentialsOptions = {
  /** The leaf and its intermediates in PEM, without the root. */
  readonly chainPem: string
  /** PKCS #8 or SEC 1, P-256. */
  readonly privateKeyPem: string
  /** The roots that make a file `trusted`, in PEM. */
  readonly anchorPem: string
}

/**
 * Throws `validation` when chain, key and anchor do not fit together, so that a start fails and not a photo.
 *
 * Each file that was signed is looked at by {@link isIntact}; the engine reads it back too where that is in doubt, of each
 * format the first one, which shows what is wrong with a format or an authority, and every hundredth.
 */
export async function contentCredentials(options: CredentialsOptions): Promise<ContentCredentials> {
  const signer = signerOf(options)
  const read = credentialsReader(options.anchorPem)
  const counts = new Map<string, number>()
  const sign = async (bytes: Uint8Array, mime: string, claim: Claim) => {
    signer.assertInForce()
    const { file, ...made } = await signWith(await credentialsEngine(), { bytes, mime, claim, signer })
    const count = counts.get(mime) ?? 0
    if (count % readBackEach === 0 || !isIntact(file, { picture: bytes, ...made }))
      assertTrusted(await read(file, mime))
    // Not before: after one that failed the next one is read as well.
    counts.set(mime, count + 1)
    return file
  }
  return { sign, read, anchorPem: options.anchorPem, signedBy: signer.name }
}

/** To read a file costs 5 to 9 ms of CPU, twice what its signature does, and a photo has four files. */
const readBackEach = 100

function assertTrusted({ state, issues }: CredentialsReport): void {
  if (state !== 'trusted')
    throw new Error(`A photo that was just signed reads as ${state}: ${issues.join(', ')}`)
}

/** Reads without a key. It is as slow as the file is long: some 10 ms for each megabyte. */
export function credentialsReader(anchorPem: string): ReadCredentials {
  const settings = settingsFor(anchorPem)
  return async (bytes, mime) => readWith(await credentialsEngine(), { bytes, mime, settings })
}

// What a leaf may be for; without the list, one that is for claim signing only is refused.
const trustConfig = [
  '1.3.6.1.4.1.62558.2.1', // C2PA claim signing
  '1.3.6.1.5.5.7.3.4', // e-mail protection
  '1.3.6.1.5.5.7.3.36', // document signing
  '1.3.6.1.5.5.7.3.8', // time-stamping
  '1.3.6.1.5.5.7.3.9', // OCSP signing
].join('\n')

function settingsFor(anchorPem: string): string {
  return JSON.stringify({
    trust: { trust_anchors: anchorPem, trust_config: trustConfig },
    verify: quiet,
  })
}

/** Both would let a file name an address that our server then asks. */
const quiet = { remote_manifest_fetch: false, ocsp_fetch: false }
// The engine's own look at what it has signed asks nobody for trust, and costs as much as ours.
const signingSettings = JSON.stringify({ verify: { ...quiet, verify_after_sign: false } })

type Signing = { bytes: Uint8Array; mime: string; claim: Claim; signer: Signer }

async function signWith(engine: CredentialsEngine, signing: Signing) {
  const { bytes, mime, claim, signer } = signing
  let made = { claim: new Uint8Array(), signature: new Uint8Array() }
  const definition = {
    alg: 'es256',
    reserveSize: signer.signatureSizeBytes,
    sign: async (toSign: Uint8Array) => {
      const claimBytes = toSign.slice()
      made = {
        claim: claimBytes,
        signature: new Uint8Array(await coseSign1(claimBytes, signer.chain, signer.sign)),
      }
      return made.signature
    },
  }
  const builder = engine.WasmBuilder.fromJson(JSON.stringify(manifestOf(claim, mime)), signingSettings)
  try {
    return { file: await builder.sign(definition, [], mime, blobOf(bytes)), ...made }
  } finally {
    builder.free()
  }
}

type Reading = { bytes: Uint8Array; mime: string; settings: string }

async function readWith(
  engine: CredentialsEngine,
  { bytes, mime, settings }: Reading,
): Promise<CredentialsReport> {
  try {
    const reader = await engine.WasmReader.fromBytes(mime, bytes, settings)
    try {
      return reportOf(reader.json())
    } finally {
      reader.free()
    }
  } catch (error) {
    return reportOfFailure(error)
  }
}

type ManifestStore = {
  active_manifest?: string
  manifests?: Record<string, Json>
  validation_state?: string
  validation_results?: { activeManifest?: { failure?: readonly Status[]; success?: readonly Status[] } }
}

type Status = { readonly code: string }

const states: Readonly<Record<string, CredentialsReport['state']>> = { Valid: 'valid', Trusted: 'trusted' }

function reportOf(json: string): CredentialsReport {
  const store = JSON.parse(json) as ManifestStore // c2pa-rs wrote it
  const { failure: failures = [], success = [] } = store.validation_results?.activeManifest ?? {}
  const stands = (code: string) => success.some((status) => status.code === code)
  return {
    state: states[store.validation_state ?? ''] ?? 'invalid',
    issues: [...new Set(failures.map((failure) => failure.code))],
    isTrustedSignature: stands('claimSignature.validated') && stands('signingCredential.trusted'),
    manifest: store.manifests?.[store.active_manifest ?? ''] ?? null,
  }
}

function reportOfFailure(error: unknown): CredentialsReport {
  const message = error instanceof Error ? error.message : String(error)
  const isUnsigned = /JumbfNotFound/.test(message)
  return {
    state: isUnsigned ? 'none' : 'invalid',
    issues: isUnsigned ? [] : [message],
    isTrustedSignature: false,
    manifest: null,
  }
}
