import { claimsMinorIn } from './claimed-age.ts'
import { readingsOf } from './disguise.ts'
import { namesRealPersonIn, type Depiction } from './real-person.ts'

/** Longer texts than any field holds are read in pieces of this length, which overlap by the other. */
const pieceLength = 4000
const overlap = 200

/**
 * The rules on what a picture may show, which nothing switches off: nobody below the minimum age, and no real person.
 * Gives the rule that refuses a text, or undefined.
 */
export function refusedDepiction(text: string, depiction: Depiction): 'minor' | 'real-person' | undefined {
  const pieces = piecesOf(text).map((piece) => ({ piece, readings: readingsOf(piece) }))
  if (pieces.some(({ readings }) => claimsMinorIn(readings))) return 'minor'
  if (pieces.some(({ piece, readings }) => namesRealPersonIn(piece, readings, depiction)))
    return 'real-person'
  return undefined
}

function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  for (let start = 0; start === 0 || start + overlap < text.length; start += pieceLength - overlap) {
    pieces.push(text.slice(start, start + pieceLength))
  }
  return pieces
}
