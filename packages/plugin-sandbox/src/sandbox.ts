import { definePlugin, type Slots } from '@parlor/plugin-kit'
import { z } from 'zod'
import { checkout } from './checkout/checkout.ts'
import { companion } from './companion/companion.ts'
import { moderator } from './moderator/moderator.ts'
import { painter } from './painter/painter.ts'

const slotNames = ['chatModel', 'imageProvider', 'billing', 'moderator'] as const

const config = z.strictObject({
  /** Where subscriptions are kept, in `billing/`. */
  folder: z.string().min(1),
  /** Seals checkout links and receipts. */
  secret: z.string().min(8),
  publicUrl: z.url({ protocol: /^https?$/ }),
  slots: z.array(z.enum(slotNames)).default([...slotNames]),
  /** Milliseconds per word of an answer. */
  paceMs: z.number().min(0).default(45),
  /** Milliseconds that a picture takes. */
  paintMs: z.number().min(0).default(6000),
})

/**
 * Fills slots with parts that need no account and no network: for a first try, for work offline, for tests.
 *
 * `slots` names those to fill; without it all four. Nothing here is meant for real users: the companion
 * is scripted, the pictures are drawn, no money moves, the moderator only knows a few words.
 */
export const sandbox = definePlugin({
  name: 'sandbox',
  api: 1,
  config,
  setup(_host, { folder, secret, publicUrl, slots, paceMs, paintMs }): Slots {
    return {
      ...(slots.includes('chatModel') && { chatModel: companion({ paceMs }) }),
      ...(slots.includes('imageProvider') && { imageProvider: painter({ paintMs }) }),
      ...(slots.includes('billing') && { billing: checkout({ folder, secret, publicUrl }) }),
      ...(slots.includes('moderator') && { moderator: moderator() }),
    }
  },
})
