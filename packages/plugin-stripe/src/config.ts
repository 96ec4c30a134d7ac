import { z } from 'zod'

const signingSecret = z
  .string()
  .trim()
  .regex(/^whsec_[\x21-\x7e]{8,}$/, 'must begin with whsec_, as the page of the endpoint shows it')

const secretKey = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]+$/, 'must be one line of ASCII characters')
  .refine((key) => !key.startsWith('pk_'), 'is a publishable key: the secret or a restricted one is needed')
  .refine(
    (key) => key.startsWith('pk_') || /^(sk|rk)_(test|live)_\w+$/.test(key),
    'must begin with rk_test_, rk_live_, sk_test_ or sk_live_',
  )

/** Everything that can be told to the plugin. The README explains it. */
export const config = z
  .strictObject({
    secretKey,
    /** Several while one takes the other's place. None: webhooks are refused, and reconciliation carries alone. */
    webhookSecrets: z.array(signingSecret).max(10).default([]),
    /** Said to be sure: a key of the other mode is refused. */
    mode: z.enum(['test', 'live'], 'must be test or live').optional(),
    promotionCodes: z.boolean().default(false),
    automaticTax: z.boolean().default(false),
    /** Checkout asks for consent to the terms whose address is set in Stripe's dashboard. */
    termsOfService: z.boolean().default(false),
    /** New customers live in this clock, so that time can be moved for them. Test mode only. */
    testClock: z
      .string()
      .regex(/^clock_\w+$/, 'must begin with clock_')
      .optional(),
    timeoutMs: z.int().min(1000).max(80_000).default(20_000),
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .default('https://api.stripe.com'),
  })
  .transform((given, context) => {
    const mode = given.secretKey.split('_')[1] === 'live' ? ('live' as const) : ('test' as const)
    if (given.mode !== undefined && given.mode !== mode) {
      context.addIssue({
        code: 'custom',
        path: ['secretKey'],
        message: `is a ${mode} key, and mode is ${given.mode}`,
      })
    }
    if (given.testClock !== undefined && mode === 'live') {
      context.addIssue({ code: 'custom', path: ['testClock'], message: 'is for test mode only' })
    }
    return { ...given, mode }
  })

export type Config = z.output<typeof config>
