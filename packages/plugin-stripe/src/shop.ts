import type { Host } from '@parlor/plugin-kit'
import type Stripe from 'stripe'
import type { Config } from './config.ts'

/** Stripe, and what is needed beside it, as every part of the plugin is given it. */
export type Shop = Pick<Host, 'records' | 'log'> & { readonly stripe: Stripe; readonly settings: Config }
