import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPlatform } from '@parlor/core'
import { startTestPostgres } from '@parlor/embedded-postgres/test'
import { replicate } from '@parlor/plugin-replicate'
import { replicateStandIn } from '@parlor/plugin-replicate/stand-in'
import { sandbox } from '@parlor/plugin-sandbox'
import test, { type ExecutionContext } from 'ava'
import pg from 'pg'
import sharp from 'sharp'

const postgres = await startTestPostgres()
test.after.always(async () => await postgres.stop())

const secret = 'a secret of at least thirty-two characters'
const publicUrl = 'https://parlor.example.com'
const create = { width: 64, height: 80, channels: 3, background: { r: 90, g: 120, b: 150 } } as const

/** The whole of core between the plugin and Replicate's stand-in, whose webhooks come to it. */
async function parlorAtReplicate(t: ExecutionContext) {
  const [databaseUrl, folder, standIn] = await Promise.all([
    postgres.createDatabase(),
    mkdtemp(join(tmpdir(), 'parlor-replicate-')),
    replicateStandIn(),
  ])
  const platform = createPlatform({
    settings: {
      databaseUrl,
      publicUrl,
      secret,
      dataFolder: folder,
      tiers: {
        text: 'tiers: [{ id: a, name: A, price: { amount: "1.00", currency: USD, interval: month }, features: { chat: true } }]',
        fileName: 'tiers.yaml',
      },
      termsVersion: '1',
      recovery: { sweepSeconds: 1 },
    },
    plugins: [
      replicate({
        token: standIn.token,
        baseUrl: standIn.url,
        price: { perImage: 0.04 },
        timeouts: { startMs: 1000 },
      }),
      sandbox({ slots: ['chatModel', 'billing', 'moderator'], folder, secret, publicUrl }),
    ],
    log: { info() {}, warn() {}, error() {} },
    report() {},
    // Where pictures may come from is tested with the download itself.
    download: async () => await sharp({ create }).png().toBuffer(),
  })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 })
  t.teardown(async () => {
    await platform.close()
    await pool.end()
    await standIn.close()
    await rm(folder, { recursive: true, force: true })
  })
  await platform.migrate()
  const { url } = await platform.web.listen(0)
  standIn.sendWebhooksTo(url)
  const row = async (photo: string) =>
    (await pool.query('select state, code, handle, cost from photo where id = $1', [photo])).rows[0]

  return {
    standIn,
    row,
    attempts: async (photo: string) =>
      (
        await pool.query(
          `select outcome, (cost->>'micros')::int as micros from photo_attempt where photo_id = $1`,
          [photo],
        )
      ).rows,
    /** Asks for as many photos, all due as soon as somebody works. */
    order: async (count: number) =>
      await pool.query(
        `insert into photo (account_id, id, avatar_id, avatar_version, kind, state, scene, seed, prompt, due_at,
           deadline_at, width, height, webhook_secret)
         select 'a1', gen_random_uuid(), 'a', 1, 'chat', 'queued', 'by the sea', 1, 'A photograph of one adult person',
           now(), now() + interval '10 minutes', 64, 80, 'never sent' from generate_series(1, $1)`,
        [count],
      ),
    work: async () => await platform.work(),
    reaches: async (photo: string, state: string) => {
      while ((await row(photo)).state !== state) await tick()
    },
  }
}

type Made = { readonly id: string; readonly photo: string }

const tick = async () => await new Promise((resolve) => setTimeout(resolve, 20))

test('a photo whose webhook comes, twice or before its answer, or whose answer is lost, is paid once and told truly', async (t) => {
  const { standIn, order, work, reaches, row, attempts } = await parlorAtReplicate(t)
  standIn.next('created', 'bad-gateway-after', 'silent-after', 'created', 'created')
  await order(5)
  await work()
  while (standIn.predictions.length < 5) await tick()
  const [plain, lost, early, refused, stopped] = standIn.predictions.map(({ id, webhook = '' }) => {
    const { pathname } = new URL(webhook)
    return { id, photo: pathname.split('/').at(-1)?.split('.')[0] ?? '' }
  }) as [Made, Made, Made, Made, Made] // There are five

  // Its create is not answered yet, and never will be.
  await standIn.end(early.id)
  await Promise.all(
    [plain, lost, refused, stopped].map(async ({ photo }) => await reaches(photo, 'generating')),
  )
  for (const { id } of [plain, stopped]) standIn.run(id)
  await standIn.end(plain.id, { status: 'succeeded' }, 'twice')
  await standIn.end(lost.id)
  await standIn.end(refused.id, { status: 'failed', error: 'flagged as sensitive (E005)' })
  await standIn.end(stopped.id, { status: 'canceled' })

  for (const [what, { photo, id }, state, outcome, charged] of [
    ['plain', plain, 'ready', 'done', 1],
    ['lost', lost, 'ready', 'done', 1],
    ['early', early, 'ready', 'done', 1],
    ['refused', refused, 'blocked', 'safety', 0],
    ['stopped', stopped, 'failed', 'expired', 1],
  ] as const) {
    await reaches(photo, state)
    t.is(standIn.ledger.of(photo).length, charged, what)
    t.deepEqual(await attempts(photo), [{ outcome, micros: charged === 0 ? null : 40_000 }], what)
    t.deepEqual((await row(photo)).handle, { id }, what)
  }
  t.is(standIn.posts().length, 5)
})
