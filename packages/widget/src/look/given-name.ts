import type { User } from '../api/shapes.ts'

/** How a person wants to be called, or `undefined` while the name is only what the account began with. */
export function givenName(user: User | undefined): string | undefined {
  if (!user) return undefined
  const name = user.name.trim()
  return name === '' || name === user.email.split('@')[0] ? undefined : name
}
