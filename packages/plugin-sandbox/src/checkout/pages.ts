import { fileURLToPath } from 'node:url'

/**
 * The folder with `checkout.html`, `checkout.js` and `checkout.css`.
 *
 * Serve the page at `/sandbox/checkout/<token>` and the other two at `/sandbox/checkout.js` and
 * `/sandbox/checkout.css`. It needs no inline script or style and speaks to its own origin only.
 */
export const checkoutPages: string = fileURLToPath(new URL('../../pages/', import.meta.url))
