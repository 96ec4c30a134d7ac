/** Who answers, and to whom. Every field has a value, so that a reply never shows a gap. */
export type Persona = {
  readonly name: string
  readonly gender: string
  readonly age: string
  readonly nationality: string
  readonly appearance: string
  readonly user: string
}

/** Reads the `<avatar>` and `<user>` blocks of core's system prompt; what is missing gets a plain default. */
export function persona(system: string): Persona {
  const [avatar, user] = [block(system, 'avatar'), block(system, 'user')]
  return {
    name: avatar.get('name') ?? 'Mina',
    gender: (avatar.get('gender') ?? 'woman').toLowerCase(),
    age: avatar.get('age') ?? '',
    nationality: avatar.get('nationality') ?? '',
    appearance: avatar.get('appearance') ?? '',
    user: user.get('name') ?? '',
  }
}

/** How to speak of the avatar in the third person. */
export function pronouns(gender: string): {
  readonly subject: string
  readonly possessive: string
  readonly is: string
} {
  if (gender === 'man') return { subject: 'he', possessive: 'his', is: 'is' }
  return gender === 'woman'
    ? { subject: 'she', possessive: 'her', is: 'is' }
    : { subject: 'they', possessive: 'their', is: 'are' }
}

function block(system: string, tag: string): ReadonlyMap<string, string> {
  const inside = new RegExp(`<${tag}>([\\s\\S]*?)(?:</${tag}>|$)`, 'i').exec(system)?.[1] ?? ''
  const fields = new Map<string, string>()
  for (const line of inside.split('\n')) {
    const match = /^\s*([a-z]+)\s*:\s*(.+?)\s*$/i.exec(line)
    if (match?.[1] !== undefined && match[2] !== undefined) fields.set(match[1].toLowerCase(), match[2])
  }
  return fields
}
