/** A text as PostgreSQL can keep it: without NUL, and with no half of a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\uFFFD')
}
