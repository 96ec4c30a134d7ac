/** What worker and orders have to agree on. */
export function benchSettings({ databaseUrl, redisUrl, folder }) {
  return {
    databaseUrl,
    ...(redisUrl !== undefined && { redisUrl }),
    publicUrl: 'http://localhost',
    secret: 'a secret of at least thirty-two characters',
    dataFolder: folder,
    termsVersion: '1',
    tiers: { text: tiersText, fileName: 'tiers.yaml' },
  }
}

export const tiersText = `
everyone:
  features: { paintAgain: { limit: 3, per: day } }
tiers:
  - id: companion
    name: Companion
    price: { amount: "14.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 100000, per: month } }
`
