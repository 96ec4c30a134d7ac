import type { User } from '../api/shapes.ts'

/** How a person wants to be called, or `undefined` as long as nobody said. */
export function givenName(user: User | undefined): string | undefined {
  return user?.name.trim() || undefined
}
