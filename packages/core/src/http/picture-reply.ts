import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import parseRange from 'range-parser'
import type { ByteRange } from '../storage/storage.ts'
import { problem } from './problem.ts'
import type { RouteReply } from './route.ts'

export type ServedPicture = {
  readonly mime: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly open: (range?: ByteRange) => Promise<Readable>
}

type Request = { readonly method: string; readonly headers: IncomingHttpHeaders }

/**
 * Answers with a private picture that never changes, or with the part of it that is asked for: 200, 206, 304 or 416.
 * Nothing is opened for HEAD, nor for what the client has.
 */
export async function pictureReply(
  { method, headers }: Request,
  picture: ServedPicture,
  extra: Readonly<Record<string, string>>,
): Promise<RouteReply> {
  const etag = `"${picture.sha256}"`
  const own = {
    ETag: etag,
    // The bytes under an id never change, but they are private: only the browser may keep them.
    'Cache-Control': 'private, max-age=3600',
    'Accept-Ranges': 'bytes',
    Vary: 'Accept, Cookie',
  }
  if (has(headers['if-none-match'], etag)) return { status: 304, headers: own }

  const range = rangeOf(headers, etag, picture.sizeBytes)
  if (range === 'unsatisfiable') {
    const { status, body } = problem('range-not-satisfiable', 'The picture has no such bytes')
    const about = {
      'Content-Range': `bytes */${picture.sizeBytes}`,
      'Content-Type': 'application/problem+json',
    }
    return { status, headers: { ...own, ...about }, body }
  }
  const length = range === undefined ? picture.sizeBytes : range.end - range.start + 1
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      ...own,
      ...extra,
      'Content-Type': picture.mime,
      'Content-Length': String(length),
      ...(range !== undefined && {
        'Content-Range': `bytes ${range.start}-${range.end}/${picture.sizeBytes}`,
      }),
    },
    ...(method === 'HEAD' ? {} : { stream: await picture.open(range) }),
  }
}

/** A weak tag of the same bytes stands for them as well: here nothing is left out or added on the way. */
function has(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? []
  return tags.includes(etag) || tags.includes('*')
}

/** One range, or undefined for the whole: several at once and what cannot be read are answered with all there is. */
function rangeOf(
  { range, 'if-range': condition }: IncomingHttpHeaders,
  etag: string,
  sizeBytes: number,
): ByteRange | 'unsatisfiable' | undefined {
  // A date never fits: we give none.
  if (range === undefined || (condition !== undefined && condition !== etag)) return undefined
  const parsed = parseRange(sizeBytes, range)
  if (parsed === -1) return 'unsatisfiable'
  const [first] = typeof parsed === 'number' || parsed.type !== 'bytes' || parsed.length > 1 ? [] : parsed
  return first
}
