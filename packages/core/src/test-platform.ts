import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestPostgres } from '@parlor/embedded-postgres/test'
import type {
  Billing,
  BillingNews,
  Call,
  ChatModel,
  ImageProvider,
  Moderator,
  Plugin,
  Slots,
  Subscription,
} from '@parlor/plugin-kit'
import type { ExecutionContext } from 'ava'
import sharp from 'sharp'
import { openDatabase } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import type { EventData, LogEvent } from './event/event.ts'
import { migrateJobs } from './job/migrate-jobs.ts'
import type { PlatformSettings } from './platform-settings.ts'
import { createPlatform, type Platform, type PlatformOptions } from './platform.ts'

export const testTiers = `
everyone:
  features: { paintAgain: { limit: 3, per: day } }
tiers:
  - id: companion
    name: Companion
    price: { amount: "14.99", currency: USD, interval: month }
    features: { chat: true, photos: { limit: 5, per: month } }
`

/** A platform on a real database, with plugins of a few lines in its slots, reached over real HTTP. */
export type TestPlatform = {
  readonly platform: Platform
  readonly url: string
  readonly databaseUrl: string
  readonly dataFolder: string
  readonly errors: readonly unknown[]
  readonly warnings: readonly string[]
  readonly client: () => TestClient
}

export async function testPlatform(
  t: ExecutionContext,
  slots: Partial<Slots> = {},
  options: {
    readonly databaseUrl?: string
    readonly redisUrl?: string
    readonly dataFolder?: string
    readonly withWorker?: boolean
    readonly tiers?: string
    readonly settings?: Partial<PlatformSettings>
    /** Beside the one that fills the slots, and after it. */
    readonly plugins?: readonly Plugin[]
    readonly download?: PlatformOptions['download']
  } = {},
): Promise<TestPlatform> {
  const databaseUrl = options.databaseUrl ?? (await migratedDatabase())
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'parlor-test-')))
  const errors: unknown[] = []
  const warnings: string[] = []
  const filled: Slots = {
    chatModel: echoModel,
    imageProvider: plainPainter(),
    billing: openBilling(),
    moderator: mildModerator,
    ...slots,
  }
  const platform = createPlatform({
    settings: {
      databaseUrl,
      redisUrl: options.redisUrl,
      publicUrl: 'http://localhost',
      secret: 'a secret of at least thirty-two characters',
      dataFolder,
      tiers: { text: options.tiers ?? testTiers, fileName: 'tiers.yaml' },
      termsVersion: '1',
      // Tests that count events would count it along.
      disclosure: 'elsewhere',
      ...options.settings,
    },
    plugins: [pluginOf('test', filled), ...(options.plugins ?? [])],
    log: { info() {}, warn: (line: unknown) => void warnings.push(String(line)), error() {} },
    report: (error) => errors.push(error),
    ...(options.download === undefined ? {} : { download: options.download }),
  })
  t.teardown(async () => {
    await platform.close()
    await rm(dataFolder, { recursive: true, force: true })
  })
  await platform.migrate()
  if (options.withWorker !== false) await platform.work()
  const { url } = await platform.web.listen(0)
  return { platform, url, databaseUrl, dataFolder, errors, warnings, client: () => createClient(url) }
}

let postgres: ReturnType<typeof startTestPostgres> | undefined
let migrated: Promise<string> | undefined

/** One server for the process, one database for each caller. */
export async function freshDatabase(): Promise<string> {
  postgres ??= startTestPostgres()
  const server = await postgres

  return await server.createDatabase()
}

/** One with all tables: the copy of another takes a fifth of the time that its migrations would. */
export async function migratedDatabase(): Promise<string> {
  postgres ??= startTestPostgres()
  migrated ??= freshDatabase().then(migrateAll)
  const server = await postgres

  return await server.copyDatabase(await migrated)
}

async function migrateAll(url: string): Promise<string> {
  const database = openDatabase(url)
  await migrate(database)
  await database.close()
  await migrateJobs(url, (error) => {
    throw error
  })
  return url
}

export async function stopPostgres(): Promise<void> {
  const server = await postgres
  await server?.stop()
}

/** A plugin that fills slots with what is at hand. */
export function pluginOf(name: string, slots: Slots): Plugin {
  return { name, api: 1, check: async () => [], setup: () => slots }
}

/** Repeats the last message; a message with `photo` in it makes it send one. */
const echoModel: ChatModel = {
  async *stream(request, { signal }) {
    const last = request.messages.at(-1)
    if (last?.role === 'tool') {
      yield { type: 'text', text: 'There it comes.' }
      yield { type: 'finish', reason: 'stop' }
      return
    }
    const text = last?.role === 'user' ? last.text : ''
    for (const word of `You said: ${text}`.match(/\S+\s*/g) ?? []) {
      signal.throwIfAborted()
      yield { type: 'text', text: word }
    }
    if (/photo/i.test(text) && request.tools.length > 0) {
      yield {
        type: 'call',
        id: 'c1',
        name: 'send_photo',
        input: { scene: 'by the window', caption: 'Here I am' },
      }
    }
    yield { type: 'finish', reason: 'stop', usage: { input: 1, output: 1 } }
  },
}

/** A flat picture whose colour is the seed's; running once, then done. */
export function plainPainter(): ImageProvider & { readonly starts: string[] } {
  const starts: string[] = []
  return {
    starts,
    limits: { references: 1, startMs: 5000, totalMs: 60_000, hosts: [] },
    model: { name: 'plain-painter' },
    startIsIdempotent: true,
    async start(request, { key }) {
      starts.push(key)
      return {
        status: 'running',
        handle: { seed: request.seed ?? 0, size: request.size ?? '64x80' },
        pollAfterMs: 10,
      }
    },
    async poll(handle) {
      const { seed, size } = handle as { seed: number; size: string }
      const [width = 64, height = 80] = size.split('x').map(Number)
      const background = { r: seed % 256, g: (seed >> 8) % 256, b: (seed >> 16) % 256 }
      const bytes = await sharp({ create: { width, height, channels: 3, background } })
        .png()
        .toBuffer()
      return { status: 'done', images: [{ mime: 'image/png', bytes }] }
    },
  }
}

type OpenBilling = Billing &
  Required<
    Pick<Billing, 'checkout' | 'resume' | 'change' | 'preview' | 'card' | 'invoices' | 'close' | 'webhook'>
  > & {
    /** What differs from a running subscription to `companion`, by ref. */
    readonly paid: Map<string, Partial<Subscription>>
    /** What it was asked for that changes something, in order. */
    readonly calls: { readonly what: string; readonly ref: string; readonly key: string }[]
  }

/** A checkout that is paid by `paid.set(ref, {})`; the ref is the account. */
export function openBilling(): OpenBilling {
  const paid = new Map<string, Partial<Subscription>>()
  const calls: OpenBilling['calls'] = []
  const periods = new Map<string, { readonly from: Date; readonly until: Date }>()
  const note = (what: string, ref: string, { key }: Call) => void calls.push({ what, ref, key })
  const patch = (ref: string, change: Partial<Subscription>) => paid.set(ref, { ...paid.get(ref), ...change })
  const periodOf = (ref: string) => {
    const known = periods.get(ref) ?? { from: new Date(), until: new Date(Date.now() + 30 * 86_400_000) }
    periods.set(ref, known)
    return known
  }
  return {
    paid,
    calls,
    async checkout({ account, returnUrl }, call) {
      note('checkout', account, call)
      return { url: returnUrl.replace('{ref}', account) }
    },
    async fetch(ref) {
      const state = paid.get(ref)
      if (state === undefined) return undefined
      const { from, until } = periodOf(ref)
      return { ref, account: ref, price: 'companion', status: 'active', from, until, ends: false, ...state }
    },
    async cancel(ref, call) {
      note('cancel', ref, call)
      patch(ref, { ends: true })
    },
    async resume(ref, call) {
      note('resume', ref, call)
      patch(ref, { ends: false })
    },
    async change(ref, { price }, call) {
      note('change', ref, call)
      patch(ref, { price })
      return {}
    },
    async preview(ref) {
      return { due: { micros: -4_200_000, currency: 'USD' }, until: periodOf(ref).until }
    },
    async card({ ref, returnUrl }, call) {
      note('card', ref, call)
      return { url: returnUrl.replace('{ref}', ref) }
    },
    async invoices(ref) {
      const at = periodOf(ref).from
      return [{ id: `in-${ref}`, at, total: { micros: 14_990_000, currency: 'USD' }, status: 'paid' }]
    },
    async close(ref, call) {
      note('close', ref, call)
      patch(ref, { status: 'ended' })
    },
    changed: async () => [...paid.keys()],
    webhook: {
      verify: (request) =>
        request.headers.get('x-test-signature') === 'right'
          ? { body: JSON.parse(Buffer.from(request.raw).toString()) as unknown }
          : 'refused',
      read: (body) => [body as BillingNews],
    },
  }
}

/** The same without a checkout: it gives, and nobody buys. */
export function givingBilling(): Omit<OpenBilling, 'checkout'> & Pick<Billing, 'checkout'> {
  const billing: ReturnType<typeof givingBilling> = openBilling()
  delete billing.checkout
  return billing
}

const mildModerator: Moderator = {
  stages: ['avatar', 'message', 'answer', 'prompt', 'image'],
  async check(_stage, { text }) {
    return text?.includes('forbidden')
      ? { action: 'block', categories: ['test'] }
      : { action: 'allow', categories: [] }
  },
}

export type Answer = { readonly status: number; readonly body: any; readonly headers: Headers } // eslint-disable-line typescript/no-explicit-any -- tests look into any shape

export type TestClient = {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  bytes(
    path: string,
  ): Promise<{ readonly status: number; readonly bytes: Uint8Array; readonly headers: Headers }>
  signUp(name?: string): Promise<string>
  /** Asks until the answer is as wanted; the deadline is the test's own. */
  until(path: string, isDone: (body: any) => boolean): Promise<any> // eslint-disable-line typescript/no-explicit-any
  events(conversation: string): Promise<readonly LogEvent[]>
  readonly cookie: () => string
}

let people = 0

/** One browser: it keeps its cookie. */
export function createClient(url: string): TestClient {
  let cookie = ''
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        origin: 'http://localhost',
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      redirect: 'manual',
    })
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0])
    if (set.length > 0) cookie = set.join('; ')
    return answer
  }
  const client: TestClient = {
    async call(method, path, body, headers) {
      const answer = await send(method, path, body, headers)
      const text = await answer.text()
      return {
        status: answer.status,
        body: text === '' ? undefined : JSON.parse(text),
        headers: answer.headers,
      }
    },
    async bytes(path) {
      const answer = await send('GET', path)
      return {
        status: answer.status,
        bytes: new Uint8Array(await answer.arrayBuffer()),
        headers: answer.headers,
      }
    },
    async signUp(name = 'Alex') {
      const email = `person${++people}-${process.pid}@example.com`
      const answer = await client.call('POST', '/v1/auth/sign-up/email', {
        email,
        password: 'correct horse',
        name,
      })
      if (answer.status !== 200) throw new Error(`Sign-up answered ${answer.status}`)
      return email
    },
    async until(path, isDone) {
      for (;;) {
        const { body } = await client.call('GET', path)
        if (isDone(body)) return body
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
    },
    async events(conversation) {
      return (await client.call('GET', `/v1/conversations/${conversation}/events?limit=200`)).body.events
    },
    cookie: () => cookie,
  }
  return client
}

export const mina = {
  name: 'Mina',
  gender: 'woman',
  age: 27,
  nationality: 'Korean and Brazilian',
  appearance: 'Dark wavy hair, warm brown eyes, a linen shirt.',
}

/** Walks a new person to a chat: consent, avatar, accepted look, subscription. Returns the conversation. */
export async function walkToChat(
  client: TestClient,
  billing: ReturnType<typeof openBilling>,
): Promise<{ readonly account: string; readonly conversation: string }> {
  await client.signUp()
  await client.call('POST', '/v1/me/adult', { over18: true, termsVersion: '1' })
  await client.call('PUT', '/v1/avatar', mina)
  const avatar = await client.until('/v1/avatar', (body) => body.looks[0]?.state === 'ready')
  await client.call('POST', '/v1/avatar/reference/accept', { photoId: avatar.looks[0].id })
  const { body: me } = await client.call('GET', '/v1/me')
  billing.paid.set(me.user.id, {})
  await client.call('POST', '/v1/checkout/return', { ref: me.user.id })
  return { account: me.user.id, conversation: me.conversation }
}

/** A door that a test opens when it has seen what it waited for. */
export function openDoor() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

/** Looks into a database past the platform; the connection ends with the test. */
export async function queryOn(t: ExecutionContext, databaseUrl: string) {
  const { default: pg } = await import('pg')
  const connection = new pg.Client({ connectionString: databaseUrl })
  await connection.connect()
  t.teardown(async () => await connection.end())
  return async (text: string, values: unknown[] = []) => (await connection.query(text, values)).rows
}

/** One person in a chat: what they say, and what the log says of it. */
export async function chatting(
  t: ExecutionContext,
  slots: Partial<Slots> = {},
  options: Parameters<typeof testPlatform>[2] = {},
) {
  const billing = openBilling()
  const test = await testPlatform(t, { billing, ...slots }, options)
  const client = test.client()
  const { account, conversation } = await walkToChat(client, billing)
  const path = `/v1/conversations/${conversation}`
  let said = 0
  const post = async (text: string) =>
    await client.call('POST', `${path}/messages`, { id: `message-${++said}`, text })
  /** Says something and gives how its turn ended. */
  const say = async (text: string): Promise<EventData['turn-ended']> => {
    const { turn } = (await post(text)).body
    const isEnd = (event: LogEvent) => event.type === 'turn-ended' && event.turn === turn
    const { events } = await client.until(`${path}/events?limit=200`, (body) => body.events.some(isEnd))
    return events.find(isEnd).data
  }
  return {
    ...test,
    client,
    newClient: test.client,
    billing,
    account,
    conversation,
    path,
    post,
    say,
    query: await queryOn(t, test.databaseUrl),
  }
}
