import type { FilledSlots } from './plugins.ts'

export type SlotLine = {
  readonly slot: string
  readonly plugins: readonly string[]
  /** A deployment without it cannot run its main path. */
  readonly needed: boolean
}

/** Which plugin fills which slot, for `parlor doctor` and the log at start. */
export function describeSlots(slots: FilledSlots): readonly SlotLine[] {
  const names = (entries: readonly { readonly name: string }[]) => entries.map((entry) => entry.name)
  return [
    { slot: 'chatModel', plugins: names(slots.chatModels), needed: true },
    { slot: 'imageProvider', plugins: names(slots.imageProviders), needed: true },
    { slot: 'billing', plugins: names(slots.billings), needed: true },
    { slot: 'moderator', plugins: names(slots.moderators), needed: true },
    { slot: 'channel', plugins: names(slots.channels), needed: false },
    { slot: 'auditSink', plugins: names(slots.auditSinks), needed: false },
    { slot: 'tools', plugins: Object.keys(slots.tools), needed: false },
  ]
}
