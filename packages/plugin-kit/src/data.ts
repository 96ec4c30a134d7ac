import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Any Standard Schema: zod, valibot, arktype … Plugins choose their own. */
export type Schema<Input = unknown, Output = Input> = StandardSchemaV1<Input, Output>

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Bytes with their media type, such as `image/png`. */
export type Media = { readonly mime: string; readonly bytes: Uint8Array }

/** A cost in millionths of the currency's unit; `estimated` when the provider did not bill it exactly. */
export type Money = { readonly micros: number; readonly currency: string; readonly estimated?: true }

/** `key` is the same on every try of one operation; its life is the life of the row behind it. */
export type Call = { readonly key: string; readonly signal: AbortSignal }
