export type { AuditRecord, AuditSink } from './audit-sink.ts'
export type {
  Billing,
  BillingNews,
  CheckoutOrder,
  Invoice,
  ListedPrice,
  Offer,
  SellStep,
  Subscription,
  SubscriptionStatus,
} from './billing.ts'
export { BillingRefused, isBillingRefused } from './billing-refused.ts'
export type { BillingRefusedCode } from './billing-refused.ts'
export type { Address, Channel, Inbound, Outbound, Sent } from './channel.ts'
export type { ChatMessage, ChatModel, ChatPart, ChatRequest, ToolCall, ToolSpec } from './chat-model.ts'
export { ChatModelError, isChatModelError } from './chat-model-error.ts'
export type { ChatModelErrorCode } from './chat-model-error.ts'
export type { Call, Json, Media, Money, Schema } from './data.ts'
export type { ImageFailure, ImageProvider, ImageRequest, ImageState } from './image-provider.ts'
export type { Moderator, Stage, Verdict } from './moderator.ts'
export { memoryRecords } from './memory-records.ts'
export { definePlugin } from './plugin.ts'
export type { Host, Plugin, Slots } from './plugin.ts'
export type { Records } from './records.ts'
export { defineTool } from './tool.ts'
export type { Tool, ToolResult } from './tool.ts'
export type { RawRequest, Verified, Webhook } from './webhook.ts'
