import { Row } from '../database/record.ts'
import type { AvatarDescription } from './avatar.ts'

export class AvatarRow extends Row {
  static override tableName = 'avatar'

  declare accountId: string
  declare id: string
  /** The newest version, whether its look was accepted or not. */
  declare version: number
  declare acceptedVersion: number | null
  declare acceptedPhoto: string | null
}

export class AvatarVersionRow extends Row {
  static override tableName = 'avatar_version'
  static override idColumn = ['avatar_id', 'version']

  declare avatarId: string
  declare version: number
  declare name: string
  declare gender: AvatarDescription['gender']
  declare age: number
  declare nationality: string
  declare appearance: string
}
