import type {
  AuditSink,
  Billing,
  Channel,
  ChatModel,
  Host,
  ImageProvider,
  Moderator,
  Plugin,
  Tool,
} from '@parlor/plugin-kit'
import type { Database } from '../database/database.ts'
import { PlatformError } from '../platform-error.ts'
import { createAlone } from './account-locks.ts'
import { createHost, type PluginHost } from './host.ts'
import { createRecords } from './records.ts'

/** Every slot with what fills it, in the order in which the plugins stand in the configuration. */
export type FilledSlots = {
  readonly chatModels: readonly { readonly name: string; readonly chatModel: ChatModel }[]
  readonly imageProviders: readonly { readonly name: string; readonly imageProvider: ImageProvider }[]
  readonly billings: readonly { readonly name: string; readonly billing: Billing }[]
  readonly channels: readonly { readonly name: string; readonly channel: Channel }[]
  readonly moderators: readonly { readonly name: string; readonly moderator: Moderator }[]
  readonly auditSinks: readonly { readonly name: string; readonly auditSink: AuditSink }[]
  readonly tools: Readonly<Record<string, Tool<never>>>
  readonly close: () => Promise<void>
}

/**
 * Checks the configuration of all plugins, then sets them up in order.
 *
 * Throws `validation` with every problem of every plugin at once, before any `setup` has run.
 */
export async function fillSlots(
  plugins: readonly Plugin[],
  { log, database }: { readonly log: Host['log']; readonly database: Database },
  builtInTools: Readonly<Record<string, Tool<never>>>,
): Promise<FilledSlots> {
  const problems: string[] = []
  const names = new Set<string>()
  for (const plugin of plugins) {
    if (names.has(plugin.name)) problems.push(`${plugin.name}: stands twice`)
    names.add(plugin.name)
    // In verdicts and the audit log `rules` are core's own.
    if (plugin.name === 'rules') problems.push('rules: this name is taken by core')
    if ((plugin.api as number) !== 1)
      problems.push(`${plugin.name}: speaks api ${plugin.api}, this core speaks 1`)
    for (const problem of await plugin.check()) problems.push(`${plugin.name}: ${problem}`)
  }
  if (problems.length > 0) {
    throw new PlatformError('validation', `The plugins are not configured right:\n  ${problems.join('\n  ')}`)
  }

  const alone = createAlone(database)
  const hosts: PluginHost[] = []
  const close = async () => {
    for (const entry of hosts.reverse()) await entry.close()
  }
  const tools: Record<string, Tool<never>> = { ...builtInTools }
  const filled = []
  for (const plugin of plugins) {
    const host = createHost(plugin.name, log, createRecords(database, plugin.name, alone))
    hosts.push(host)
    try {
      const slots = await plugin.setup(host.host)
      if (slots.imageProvider !== undefined && slots.imageProvider.poll === undefined) {
        throw new PlatformError(
          'validation',
          `${plugin.name}: an image provider needs poll; webhooks alone may be lost`,
        )
      }
      filled.push({ name: plugin.name, slots })
      for (const [name, tool] of Object.entries(slots.tools ?? {})) {
        if (Object.hasOwn(tools, name))
          throw new PlatformError('validation', `${plugin.name}: the tool ${name} stands twice`)
        tools[name] = tool
      }
    } catch (error) {
      await close()
      throw new PlatformError('unavailable', `The plugin ${plugin.name} could not start`, { cause: error })
    }
  }
  return {
    chatModels: filled.flatMap(({ name, slots }) =>
      slots.chatModel ? [{ name, chatModel: slots.chatModel }] : [],
    ),
    imageProviders: filled.flatMap(({ name, slots }) =>
      slots.imageProvider ? [{ name, imageProvider: slots.imageProvider }] : [],
    ),
    billings: filled.flatMap(({ name, slots }) => (slots.billing ? [{ name, billing: slots.billing }] : [])),
    channels: filled.flatMap(({ name, slots }) => (slots.channel ? [{ name, channel: slots.channel }] : [])),
    moderators: filled.flatMap(({ name, slots }) =>
      slots.moderator ? [{ name, moderator: slots.moderator }] : [],
    ),
    auditSinks: filled.flatMap(({ name, slots }) =>
      slots.auditSink ? [{ name, auditSink: slots.auditSink }] : [],
    ),
    tools,
    close,
  }
}
