import test from 'ava'
import { createPlatform } from './platform.ts'

const log = { info: () => {}, warn: () => {}, error: () => {} }
const settings = {
  name: 'Parlor',
  publicUrl: 'http://localhost:4000',
  secret: 'a secret of at least thirty-two characters',
  databaseUrl: 'postgres://localhost:1/none',
  dataFolder: '/nowhere',
  tiers: { text: '', fileName: 'tiers.yaml' },
  termsVersion: '1',
}

for (const [field, wrong] of [
  ['disclosure.everyMinutes', { disclosure: { everyMinutes: 0 } }],
  ['disclosure.text', { disclosure: { text: ' ' } }],
  ['disclosure', { disclosure: 'never' }],
  ['prompt.historyTokens', { prompt: { historyTokens: 10 } }],
  ['stream.heartbeatMs', { stream: { heartbeatMs: 1 } }],
  ['recovery.claimSeconds', { recovery: { claimSeconds: -1 } }],
] as const) {
  test(`a setting that is wrong is named: ${JSON.stringify(wrong)}`, (t) => {
    // What is wrong on purpose has no right type.
    const make = () => createPlatform({ settings: { ...settings, ...wrong } as never, plugins: [], log })

    t.throws(make, { message: new RegExp(`^The settings are not right:\\n  ${field}: [^\\n]+$`) })
  })
}
