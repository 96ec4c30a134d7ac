/**
 * What becomes of a request instead of its answer. Those that end in `-after` have done what was asked.
 * `silent`: no answer until the other side hangs up.
 */
export type Fault =
  | 'throttled'
  | 'lock-timeout'
  | 'error'
  | 'error-after'
  | 'declined'
  | 'unauthorized'
  | 'forbidden'
  | 'reset-before'
  | 'reset-after'
  | 'silent-before'
  | 'silent-after'

type FaultAnswer = { readonly status: number; readonly error: Readonly<Record<string, unknown>> }

export const faultAnswers: Readonly<Partial<Record<Fault, FaultAnswer>>> = {
  throttled: {
    status: 429,
    error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests' },
  },
  'lock-timeout': {
    status: 409,
    error: { type: 'invalid_request_error', code: 'lock_timeout', message: 'This object is in use' },
  },
  error: { status: 500, error: { type: 'api_error', message: 'An unknown error occurred' } },
  'error-after': { status: 500, error: { type: 'api_error', message: 'An unknown error occurred' } },
  declined: {
    status: 402,
    error: {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
      message: 'Your card was declined.',
    },
  },
  unauthorized: {
    status: 401,
    error: { type: 'invalid_request_error', message: 'Invalid API Key provided: sk_test_*******ret' },
  },
  forbidden: {
    status: 403,
    error: {
      type: 'invalid_request_error',
      message: 'The provided key does not have the required permissions',
    },
  },
}
