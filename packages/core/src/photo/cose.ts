import { encode, Tagged } from 'cborg'

/** Makes the raw r‖s signature of ES256 over these bytes; a key that never leaves its vault fits here. */
export type Sign = (data: Uint8Array) => Promise<Uint8Array>

/**
 * Signs a C2PA claim as a COSE_Sign1. `chain` is DER, leaf first, without the root.
 *
 * It always has {@link coseSizeBytes}, so it needs no padding, whose bytes nothing would protect.
 */
export async function coseSign1(
  claim: Uint8Array,
  chain: readonly Uint8Array[],
  sign: Sign,
): Promise<Uint8Array> {
  const signature = await sign(encode(['Signature1', protectedHeader(chain), new Uint8Array(), claim]))
  if (signature.length !== signatureBytes) {
    throw new Error(`An ES256 signature has ${signatureBytes} bytes, this one ${signature.length}`)
  }
  return message(chain, signature)
}

/** How long a signature with this chain is: the file is laid out, and hashed, before the signature exists. */
export function coseSizeBytes(chain: readonly Uint8Array[]): number {
  return message(chain, new Uint8Array(signatureBytes)).length
}

// Numbers from RFC 9052 and RFC 9360.
const tagSign1 = 18
const headerAlgorithm = 1
const headerX5chain = 33
const es256 = -7
const signatureBytes = 64

function message(chain: readonly Uint8Array[], signature: Uint8Array): Uint8Array {
  const unprotectedHeader = new Map()
  const payload = null // the claim is beside the signature, not in it
  return encode(new Tagged(tagSign1, [protectedHeader(chain), unprotectedHeader, payload, signature]))
}

function protectedHeader(chain: readonly Uint8Array[]): Uint8Array {
  const x5chain = chain.length === 1 ? chain[0] : chain
  const header = new Map<number, unknown>([
    [headerAlgorithm, es256],
    [headerX5chain, x5chain],
  ])
  return encode(header)
}
