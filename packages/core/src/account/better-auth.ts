import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { bearer } from 'better-auth/plugins'
import type { Database } from '../database/database.ts'
import { newId } from '../database/id.ts'
import { passwordLength } from './password-length.ts'
import { trustedOrigins } from './trusted-origins.ts'

export type AuthOptions = {
  readonly database: Database
  readonly secret: string
  readonly publicUrl: string
  /** Hears what better-auth logs as an error: it answers some database failures with a plain 422. */
  readonly onError?: (message: string, cause: unknown) => void
}

const days = 24 * 60 * 60

/**
 * How better-auth is set up here; its tables are made by migration 0001, which a test compares with this.
 *
 * Its own rate limiter and origin check are off: ours stand before it (`sign-in-limit.ts`, `http/`), where
 * they come before the hashing and cover every route.
 */
export function authOptions(options: AuthOptions) {
  return {
    database: options.database.pool,
    secret: options.secret,
    baseURL: options.publicUrl,
    basePath: '/v1/auth',
    trustedOrigins: [...trustedOrigins(options.publicUrl)],
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    onAPIError: { throw: true },
    logger: {
      level: 'error',
      log: (_level, message, ...details: unknown[]) => {
        if (!isDuplicate(details[0])) options.onError?.(message, details[0])
      },
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    // A session is fixed at 30 days: extending it would make each check a write.
    session: {
      expiresIn: 30 * days,
      disableSessionRefresh: true,
      modelName: 'sessions',
      fields: sessionFields,
    },
    user: { modelName: 'users', fields: userFields },
    account: { modelName: 'credentials', fields: credentialFields },
    verification: { modelName: 'verifications', fields: verificationFields },
    advanced: {
      cookiePrefix: 'parlor',
      useSecureCookies: options.publicUrl.startsWith('https:'),
      disableCSRFCheck: true,
      ipAddress: { disableIpTracking: true },
      database: { generateId: newId, validateSchema: false },
    },
    plugins: [bearer({ requireSignature: true })],
  } satisfies BetterAuthOptions
}

export function createAuth(options: AuthOptions) {
  return betterAuth(authOptions(options))
}

/** Two sign-ups at once: `accounts.ts` answers it, and its text holds the e-mail. */
function isDuplicate(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23505'
}

const times = { createdAt: 'created_at', updatedAt: 'updated_at' } as const
const userFields = { emailVerified: 'email_verified', ...times } as const
const sessionFields = {
  expiresAt: 'expires_at',
  ipAddress: 'ip_address',
  userAgent: 'user_agent',
  userId: 'user_id',
  ...times,
} as const
const credentialFields = {
  accountId: 'account_id',
  providerId: 'provider_id',
  userId: 'user_id',
  accessToken: 'access_token',
  refreshToken: 'refresh_token',
  idToken: 'id_token',
  accessTokenExpiresAt: 'access_token_expires_at',
  refreshTokenExpiresAt: 'refresh_token_expires_at',
  ...times,
} as const
const verificationFields = { expiresAt: 'expires_at', ...times } as const
