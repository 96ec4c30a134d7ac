import { v7 } from 'uuid'

/** A new row's id: UUID v7 as text, so that ids sort by the time they were made. */
export function newId(): string {
  return v7()
}
