import type { ImageState, Json, Money } from '@parlor/plugin-kit'
import { Row } from '../database/record.ts'

export type PhotoState =
  | 'queued'
  | 'starting'
  | 'generating'
  | 'finishing'
  | 'ready'
  | 'failed'
  | 'blocked'
  | 'canceled'

export const openStates: readonly PhotoState[] = ['queued', 'starting', 'generating', 'finishing']

/** One stored rendition: its storage key and what it holds. */
export type StoredImage = {
  readonly key: string
  readonly mime: string
  readonly sha256: string
  readonly sizeBytes: number
  readonly width: number
  readonly height: number
}

/** Pictures from before there were four renditions have only `image`, a JPEG, and `preview`, a WebP. */
export type StoredPhoto = {
  readonly image: StoredImage
  readonly imageWebp?: StoredImage
  readonly preview: StoredImage
  readonly previewJpeg?: StoredImage
}

export class PhotoRow extends Row {
  static override tableName = 'photo'
  static override jsonFields = ['handle', 'note', 'stored', 'cost']

  declare accountId: string
  declare id: string
  declare conversationId: string | null
  declare turnId: string | null
  declare callNo: number | null
  declare avatarId: string
  declare avatarVersion: number
  declare kind: 'reference' | 'chat'
  declare state: PhotoState
  declare scene: string
  declare caption: string | null
  declare change: string | null
  declare seed: number
  declare prompt: string
  declare provider: string | null
  declare model: string | null
  declare handle: Json | null
  declare note: ImageState | null
  declare referencePhoto: string | null
  /** Hash of the look's bytes that this photo is made from. */
  declare referenceSha256: string | null
  declare retryOf: string | null
  declare cancelAskedAt: Date | null
  /** Something came for it that its holder has not seen yet. */
  declare hinted: boolean
  declare claim: string | null
  declare tries: number
  declare dueAt: Date
  declare deadlineAt: Date
  declare holdId: string | null
  declare original: string | null
  /** Hash of the bytes as they came; `sha256` is the finished picture's once there is one. */
  declare originalSha256: string | null
  declare stored: StoredPhoto | null
  declare sha256: string | null
  declare width: number
  declare height: number
  declare sizeBytes: number | null
  declare cost: Money | null
  declare code: string | null
  /** Whether it was counted as used; null as long as it is open. */
  declare counted: boolean | null
  declare webhookSecret: string
  declare createdAt: Date
  declare startedAt: Date | null
  declare endedAt: Date | null
}
