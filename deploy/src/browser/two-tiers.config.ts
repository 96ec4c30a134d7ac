import type { Deployment } from '@parlor/core'
import deployment from '../parlor.config.ts'

const tiers = `
tiers:
  - id: companion
    name: Companion
    description: Talk as much as you like, with photos along the way.
    price: { amount: '14.99', currency: USD, interval: month }
    features: { chat: true, photos: { limit: 60, per: month }, paintAgain: { limit: 20, per: day } }
  - id: plus
    name: Plus
    description: For whoever likes many photos.
    price: { amount: '29.99', currency: USD, interval: month }
    features: { chat: true, photos: { limit: 300, per: month }, paintAgain: { limit: 60, per: day } }
`

/** The reference deployment with a second tier to change to. */
export default function twoTiers(): Deployment {
  const reference = deployment()
  return {
    ...reference,
    settings: { ...reference.settings, tiers: { text: tiers, fileName: 'two-tiers.yaml' } },
  }
}
