import { InvalidArgumentError } from 'commander'
import { isBlank } from '../safety/text.ts'

/** The value of `--reason`: trimmed. Refuses one in which nothing can be read. */
export function saidReason(reason: string): string {
  if (isBlank(reason)) throw new InvalidArgumentError('It must say why.')
  return reason.trim()
}
