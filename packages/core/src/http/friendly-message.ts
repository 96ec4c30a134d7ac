import type { z } from 'zod'

/** What is wrong with a value, for a person. A schema's own message, where it has one, wins over this. */
export function friendlyMessage(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? 'Is missing.'
        : `Must be ${typeNames[issue.expected] ?? issue.expected}.`
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return `Must ${amount(issue.origin, 'at most', Number(issue.maximum))}.`
    case 'invalid_value':
      if (issue.input === undefined) return 'Is missing.'
      return `Must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}.`
    case 'invalid_format':
      return `Must be ${formatNames[issue.format] ?? 'in the expected form'}.`
    case 'unrecognized_keys':
      return 'Is not known here.'
    default:
      return 'Is not valid.'
  }
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const formatNames: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  uuid: 'an id',
  url: 'a URL',
}

function tooSmall(origin: string, minimum: number): string {
  return origin === 'string' && minimum === 1
    ? 'Must not be empty.'
    : `Must ${amount(origin, 'at least', minimum)}.`
}

function amount(origin: string, bound: string, count: number): string {
  if (origin === 'string') return `have ${bound} ${count} characters`
  if (origin === 'array') return `have ${bound} ${count} entries`
  return `be ${bound} ${count}`
}
