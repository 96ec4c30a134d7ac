import { PlatformError, type FieldError } from '../platform-error.ts'

/** What better-auth answered when it refused. */
export type AuthRefusal = {
  readonly status: number
  readonly code?: string | undefined
  readonly message?: string | undefined
}

/** Turns better-auth's refusal into ours; a failure of its own (5xx) becomes an error that is reported. */
export function authError(refusal: AuthRefusal): Error {
  const { status, code = '', message = '' } = refusal
  const known = knownErrors[code]
  if (known !== undefined) return known()
  if (code === 'VALIDATION_ERROR') return invalid(fieldErrors(message))
  if (status === 401) return new PlatformError('unauthenticated', 'Sign in first')
  if (status === 403) return new PlatformError('forbidden', 'This is not allowed')
  if (status === 404) return new PlatformError('not-found', 'There is no such page')
  if (status < 500 && code !== 'FAILED_TO_CREATE_USER')
    return invalid([{ path: '', message: message === '' ? 'Is not valid.' : `${message}.` }])
  return new Error(`better-auth answered ${status} ${code} ${message}`.trim())
}

/** What a second account with the same e-mail is told. */
export function emailTaken(): PlatformError {
  return new PlatformError('conflict', 'There is already an account with this e-mail address', {
    errors: [{ path: 'email', message: 'There is already an account with this e-mail address.' }],
  })
}

const knownErrors: Readonly<Record<string, () => PlatformError>> = {
  INVALID_EMAIL: () => invalid([{ path: 'email', message: 'Must be an e-mail address.' }]),
  INVALID_PASSWORD: () => invalid([{ path: 'password', message: 'Is not valid.' }]),
  PASSWORD_TOO_SHORT: () => invalid([{ path: 'password', message: 'Must have at least 8 characters.' }]),
  PASSWORD_TOO_LONG: () => invalid([{ path: 'password', message: 'Must have at most 128 characters.' }]),
  USER_ALREADY_EXISTS: emailTaken,
  USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL: emailTaken,
  INVALID_EMAIL_OR_PASSWORD: () =>
    new PlatformError('unauthenticated', 'The e-mail or the password is wrong'),
}

function invalid(errors: readonly FieldError[]): PlatformError {
  return new PlatformError('validation', 'Some fields are not valid', { errors })
}

/** better-auth writes `[body.email] Invalid email address; [body.name] …`. */
function fieldErrors(message: string): readonly FieldError[] {
  return message.split('; ').map((part) => {
    const match = /^\[(?:body|query)\.?([^\]]*)\] (.*)$/.exec(part)
    return { path: match?.[1] ?? '', message: `${match?.[2] ?? part}.` }
  })
}
