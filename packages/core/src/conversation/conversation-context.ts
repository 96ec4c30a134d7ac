import type { ChatModel, Tool, ToolSpec } from '@parlor/plugin-kit'
import type { Claims } from '../database/claims.ts'
import type { Database } from '../database/database.ts'
import type { Bus } from '../event/bus.ts'
import type { PhotoContext } from '../photo/photo-context.ts'
import type { Moderation } from '../safety/moderation.ts'
import type { PromptTemplate } from './prompt-template.ts'

/** What answering works with. */
export type ConversationContext = {
  readonly database: Database
  readonly bus: Bus
  readonly claims: Claims
  readonly moderation: Moderation
  /** In order of preference: the first one that is able answers. */
  readonly chatModels: readonly { readonly name: string; readonly chatModel: ChatModel }[]
  readonly tools: Readonly<Record<string, Tool<never>>>
  /** The same as the models see them. */
  readonly toolSpecs: readonly ToolSpec[]
  readonly photos: PhotoContext
  readonly prompt: {
    readonly template: PromptTemplate
    /** Tokens that the conversation may take in a prompt, about. */
    readonly historyTokens: number
  }
  readonly report: (error: unknown) => void
}
