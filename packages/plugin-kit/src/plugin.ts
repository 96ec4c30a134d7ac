import type { AuditSink } from './audit-sink.ts'
import type { Billing } from './billing.ts'
import type { Channel } from './channel.ts'
import type { ChatModel } from './chat-model.ts'
import type { Call, Json, Schema } from './data.ts'
import type { ImageProvider } from './image-provider.ts'
import type { Moderator } from './moderator.ts'
import type { Records } from './records.ts'
import type { Tool } from './tool.ts'

/** What a plugin fills. Everything is optional; one plugin may fill several. */
export type Slots = {
  readonly chatModel?: ChatModel
  readonly imageProvider?: ImageProvider
  readonly channel?: Channel
  readonly billing?: Billing
  readonly moderator?: Moderator
  readonly auditSink?: AuditSink
  readonly tools?: Readonly<Record<string, Tool<never>>>
}

/** What core hands to a plugin. `signal` aborts when the platform closes; `onClose` runs in reverse order. */
export interface Host {
  readonly log: Pick<Console, 'info' | 'warn' | 'error'>
  readonly signal: AbortSignal
  onClose(undo: () => void | Promise<void>): void
  readonly records: Records
  /** A JSON client with a deadline and without redirects; an answer above 399 throws. */
  http(
    base: string,
    headers?: Record<string, string>,
  ): {
    request(
      method: 'GET' | 'POST' | 'DELETE',
      path: string,
      body: Json | undefined,
      call: Call,
    ): Promise<unknown>
  }
}

/** A plugin with its configuration already given, as it stands in `plugins: [...]`. */
export interface Plugin {
  readonly name: string
  readonly api: 1
  /** Checked for all plugins together, before any `setup` runs. One line for each problem. */
  check(): Promise<readonly string[]>
  setup(host: Host): Slots | Promise<Slots>
}

/**
 * Makes a plugin of a name, a config schema and a `setup`.
 *
 * The returned function takes the config and gives the plugin: `plugins: [replicate({ token })]`.
 * Nothing connects before `setup`.
 */
export function definePlugin<S extends Schema<unknown>>(definition: {
  readonly name: string
  readonly api: 1
  readonly config: S
  setup(host: Host, config: NonNullable<S['~standard']['types']>['output']): Slots | Promise<Slots>
}): (config: NonNullable<S['~standard']['types']>['input']) => Plugin {
  return (config) => {
    const validate = async () => await definition.config['~standard'].validate(config)
    return {
      name: definition.name,
      api: definition.api,
      async check() {
        const result = await validate()
        return (result.issues ?? []).map((issue) => `${path(issue.path)}: ${issue.message}`)
      },
      async setup(host) {
        const result = await validate()
        if (result.issues !== undefined)
          throw new Error(`The configuration of ${definition.name} is not valid`)
        return definition.setup(host, result.value)
      },
    }
  }
}

function path(segments: readonly (PropertyKey | { readonly key: PropertyKey })[] = []): string {
  const keys = segments.map((segment) => String(typeof segment === 'object' ? segment.key : segment))
  return keys.length === 0 ? 'config' : keys.join('.')
}
