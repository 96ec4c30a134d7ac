import helmet from 'koa-helmet'
import type { Middleware } from 'koa'

const yearSeconds = 31_536_000

/** The headers that every page has; strict enough that a script smuggled into one would not run. */
export function pageHeaders(publicUrl: string): Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
      },
    },
    // On http it would lock the browser out of every other thing on localhost.
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: yearSeconds } : false,
    // Not no-referrer: with it, forms on our own pages would send `Origin: null`.
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
    xFrameOptions: { action: 'deny' },
  })
}

/**
 * The headers of what is no page: those of OWASP's list for REST. An open event stream keeps its headers in
 * memory, and nothing of it is ever rendered.
 */
export function apiHeaders(publicUrl: string): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': "default-src 'none';frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    ...(publicUrl.startsWith('https:') && {
      'Strict-Transport-Security': `max-age=${yearSeconds}; includeSubDomains`,
    }),
  }
}
