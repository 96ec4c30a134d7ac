import test from 'ava'
import { PlatformError } from '../platform-error.ts'
import { authError } from './auth-error.ts'

test('a wrong field is named as the client sent it', (t) => {
  const error = authError({
    status: 400,
    code: 'VALIDATION_ERROR',
    message: '[body.email] Invalid email address; [body.name] Invalid input',
  })

  t.like(error, {
    code: 'validation',
    errors: [
      { path: 'email', message: 'Invalid email address.' },
      { path: 'name', message: 'Invalid input.' },
    ],
  })
})

test('known codes become ours', (t) => {
  const codeOf = (status: number, code: string) => (authError({ status, code }) as PlatformError).code

  t.is(codeOf(422, 'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL'), 'conflict')
  t.is(codeOf(401, 'INVALID_EMAIL_OR_PASSWORD'), 'unauthenticated')
  t.is(codeOf(400, 'PASSWORD_TOO_SHORT'), 'validation')
  t.is(codeOf(403, 'INVALID_ORIGIN'), 'forbidden')
  t.is(codeOf(404, ''), 'not-found')
})

test('a failure of better-auth itself is a bug, not the person’s fault', (t) => {
  t.false(authError({ status: 500 }) instanceof PlatformError)
  t.false(authError({ status: 422, code: 'FAILED_TO_CREATE_USER' }) instanceof PlatformError)
})
