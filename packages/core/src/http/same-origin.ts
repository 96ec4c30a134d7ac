import type { Context } from 'koa'
import { trustedOrigins } from '../account/trusted-origins.ts'
import { PlatformError } from '../platform-error.ts'

/**
 * Refuses what another site makes a browser send with our cookie.
 *
 * Reading is free, and so are webhooks, which carry no cookie and are signed. A client that is no browser
 * sends neither `Origin` nor `Sec-Fetch-Site`, and nobody can forge its cookie by a link.
 */
export function sameOriginGuard(publicUrl: string): (ctx: Context) => void {
  const trusted = trustedOrigins(publicUrl)
  return (ctx) => {
    if (['GET', 'HEAD', 'OPTIONS'].includes(ctx.method) || ctx.path.startsWith('/v1/webhooks/')) return
    // Signing in sets a cookie, so it is guarded before there is one.
    if (ctx.get('cookie') === '' && !ctx.path.startsWith('/v1/auth/')) return
    const own = `${ctx.protocol}://${ctx.host}`
    if (!isOwn(ctx.get('origin'), ctx.get('sec-fetch-site'), [...trusted, own])) {
      throw new PlatformError('forbidden', 'This request comes from another site')
    }
  }
}

function isOwn(origin: string, site: string, trusted: readonly string[]): boolean {
  // A page with a strict referrer policy sends `Origin: null` even to itself.
  if (origin !== '' && origin !== 'null') return trusted.includes(origin)
  if (origin === 'null') return site === 'same-origin'
  return site === '' || site === 'same-origin' || site === 'none'
}
