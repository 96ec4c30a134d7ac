// Parlor's worker with a provider that takes a known time: what is measured is everything else.
import { createPlatform } from '../../packages/core/dist/index.js'
import { guardedDownload } from '../../packages/core/dist/photo/guarded-download.js'
import { pictureHost } from './picture-server.js'
import { benchSettings } from './settings.js'

const { ca, host, ...places } = JSON.parse(process.env.BENCH)
const log = { info() {}, warn: console.error, error: console.error }

/** What the next photos take at the provider, one after the other; the driver says it with each order. */
const times = new Map()
/** When each was begun there and when it was seen to be done, by this machine's clock. */
const moments = new Map()
globalThis.benchAnswers = {
  expect: ({ photo, ms }) => void times.set(photo, ms),
  moments: (photo) => moments.get(photo),
}

const now = () => performance.timeOrigin + performance.now()

/** Asynchronous, as they all are: a handle, a time to look again, then an address. */
const imageProvider = {
  limits: { references: 1, startMs: 15_000, totalMs: 120_000, hosts: [host] },
  model: { name: 'bench' },
  async start(_request, { key }) {
    const photo = key.split('.')[0]
    const ms = times.get(photo) ?? 0
    moments.set(photo, { begunAt: now() })
    return { status: 'running', handle: { photo, readyAt: now() + ms }, pollAfterMs: ms }
  },
  async poll({ photo, readyAt }) {
    const leftMs = readyAt - now()
    if (leftMs > 0) return { status: 'running', handle: { photo, readyAt }, pollAfterMs: Math.ceil(leftMs) }
    moments.set(photo, { ...moments.get(photo), seenAt: now(), readyAt })
    return {
      status: 'done',
      images: [{ url: `https://${host}/${photo}.png` }],
      cost: { micros: 40_000, currency: 'USD' },
    }
  },
}
const moderator = {
  stages: ['message', 'answer', 'prompt', 'image', 'avatar'],
  check: async () => ({ action: 'allow', categories: [] }),
}
const chatModel = { async *stream() {} }
const billing = { checkout() {}, fetch() {}, portal() {} }
const slots = { chatModel, imageProvider, billing, moderator }

const platform = createPlatform({
  settings: benchSettings(places),
  plugins: [{ name: 'bench', api: 1, check: async () => [], setup: () => slots }],
  log,
  report: (error) => console.error(error),
  download: guardedDownload({
    ca,
    resolve: (hostname, _options, done) => {
      if (hostname === pictureHost) done(null, [{ address: '127.0.0.1', family: 4 }])
      else done(new Error('no such name'), '', 0)
    },
    mayConnect: () => true,
  }),
})
await platform.migrate()
await platform.work()
process.send({ isReady: true })
process.once('SIGTERM', () => void platform.close().then(() => process.exit(0)))
