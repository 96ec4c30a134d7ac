import type { ChatModel, Moderator } from '@parlor/plugin-kit'
import test from 'ava'
import { chatting, mina, plainPainter, stopPostgres } from './test-platform.ts'

test.after.always(stopPostgres)

const strict: Moderator = {
  stages: ['avatar', 'prompt', 'image'],
  async check(stage, { text }) {
    const isBlocked = text?.includes('forbidden') === true || (stage === 'image' && text === 'never')
    return isBlocked
      ? { action: 'block', categories: ['violence'] }
      : { action: 'allow', categories: ['suggestive'] }
  },
}

test('a person is told kindly what a refusal means, chats on meanwhile, and paints again once it is lifted', async (t) => {
  const { client, query, account, say, path } = await chatting(t, { moderator: strict })
  const describe = async (appearance: string) =>
    await client.call('PUT', '/v1/avatar', { ...mina, appearance })

  const first = await describe('22, looks young, a schoolgirl')
  t.like(first, { status: 422, body: { type: '/problems/validation' } })
  t.is(first.body.errors[0].path, 'appearance')
  t.regex(first.body.errors[0].message, /^Please describe a fictional adult in everyday words, [^.]+$/)
  t.is((await describe('22, a high school student')).status, 422)
  const third = await client.call('POST', '/v1/avatar/reference', { change: 'as a teenager' })
  t.is(third.status, 422)
  t.regex(third.body.errors[0].message, /\. Pictures take a break now, for 15 minutes$/)

  for (const refused of [
    await describe('Dark wavy hair'),
    await client.call('POST', '/v1/avatar/reference', {}),
  ]) {
    t.like(refused, { status: 403, body: { type: '/problems/cooling-down' } })
    t.regex(refused.body.detail, /^Pictures take a break for \d+ minutes/)
    t.true(Date.parse(refused.body.until) > Date.now())
    t.true(Number(refused.headers.get('retry-after')) > 800)
  }
  // The model is told nothing from which it could learn, the person why there is no photo.
  t.like(await say('A photo please'), { reason: 'answered' })
  const events = await client.events(path.split('/').at(-1) ?? '')
  t.false(events.some(({ type }) => type === 'photo-requested'))
  const notice = events.find(({ type }) => type === 'notice-given')
  t.like(notice?.data, { kind: 'pictures' })
  t.regex(JSON.stringify(notice?.data), /take a break for \d+ minutes[^]*goes on as before\."/)

  await query('update strike set lifted_at = now() where account_id = $1', [account])
  t.is((await describe('Dark wavy hair')).status, 200)
})

test('the model hears of a pause and of no reason', async (t) => {
  const heard: unknown[] = []
  const chatModel: ChatModel = {
    async *stream(request) {
      const last = request.messages.at(-1)
      if (last?.role === 'tool') heard.push(last.output)
      else yield { type: 'call', id: 'c1', name: 'send_photo', input: { scene: 'by the sea' } }
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const { query, account, say } = await chatting(t, { chatModel, moderator: strict })
  await query(
    `insert into strike (account_id, id, kind, category, stage, reason, subject, until)
     values ($1, 's1', 'minor', 'minor', 'description', 'rules: minor', 'x', 'infinity')`,
    [account],
  )

  await say('A photo please')

  t.deepEqual(heard, [{ error: 'No photo can be taken for now' }])
})

test('each block is a strike in the same breath: words, prompt, picture and a provider’s refusal', async (t) => {
  const painter = plainPainter()
  let next: 'provider' | 'image' | 'fine' = 'fine'
  const moderator: Moderator = {
    stages: ['avatar', 'prompt', 'image'],
    async check(stage, { text = '' }) {
      const isBlocked = stage === 'image' ? next === 'image' : text.includes('forbidden')
      return isBlocked
        ? { action: 'review', categories: [stage === 'image' ? 'sexual/minors' : 'violence'] }
        : { action: 'allow', categories: [] }
    },
  }
  const chatModel: ChatModel = {
    async *stream(request) {
      const last = request.messages.at(-1)
      if (last?.role === 'user')
        yield { type: 'call', id: 'c1', name: 'send_photo', input: { scene: last.text } }
      yield { type: 'text', text: 'There.' }
      yield { type: 'finish', reason: 'stop' }
    },
  }
  const { client, query, account, say, path } = await chatting(t, {
    moderator,
    chatModel,
    imageProvider: {
      ...painter,
      async start(request, call) {
        if (next !== 'provider') return await painter.start(request, call)
        return { status: 'failed', code: 'safety', message: 'flagged' }
      },
    },
  })
  let photos = 0
  const blocked = async (scene: string, by: typeof next) => {
    next = by
    photos++
    await say(scene)
    const isEnd = ({ type }: { type: string }) => type === 'photo-failed'
    await client.until(`${path}/events?limit=200`, (body) => body.events.filter(isEnd).length === photos)
  }

  await client.call('PUT', '/v1/avatar', { ...mina, appearance: 'forbidden things' })
  await client.call('POST', '/v1/avatar/reference', { change: 'forbidden too' })
  await blocked('a forbidden scene', 'fine')
  await blocked('a schoolgirl in the park', 'fine')
  await blocked('by the sea', 'image')
  await blocked('by the lake', 'provider')

  const strikes = await query(
    'select stage, kind, category, reason, photo_id is not null as "hasPhoto" from strike where account_id = $1 order by id',
    [account],
  )
  t.deepEqual(strikes.map(Object.values), [
    ['description', 'other', 'violence', 'test: violence', false],
    ['change', 'other', 'violence', 'test: violence', false],
    ['prompt', 'indirect', 'violence', 'test: violence', true],
    ['prompt', 'indirect', 'minor', 'rules: minor', true],
    ['image', 'indirect', 'sexual/minors', 'test: sexual/minors', true],
    ['provider', 'indirect', 'provider-refused', 'test: provider-refused', true],
  ])
  // In one transaction: the event of the block and that of the strike are neighbours of the same instant.
  const audited = await query(
    `select b.at = s.at as same from audit_event b join audit_event s on s.data->>'photo' = b.data->>'photo'
     where b.type = 'photo-blocked' and s.type = 'strike-given'`,
  )
  t.deepEqual(
    audited,
    Array.from({ length: 4 }, () => ({ same: true })),
  )
})

test('what each judge said of a look and of its words stands in the audit log, without a text', async (t) => {
  const { query, account } = await chatting(t, { moderator: strict })

  const rows = await query(
    `select type, data->'judged' as judged from audit_event
     where account_id = $1 and type in ('words-judged', 'photo-starting', 'photo-ready') order by id`,
    [account],
  )

  const told = (judged: readonly { stage: string; by: string; action: string; latencyMs: number }[]) =>
    judged.map(({ stage, by, action, latencyMs }) => [stage, by, action, latencyMs >= 0])
  t.deepEqual(
    rows.map(({ type, judged }) => [type, told(judged)]),
    [
      ['words-judged', [['avatar', 'rules', 'allow', true], ['avatar', 'test', 'allow', true]]],
      ['photo-starting', [['prompt', 'rules', 'allow', true], ['prompt', 'test', 'allow', true]]],
      ['photo-ready', [['image', 'test', 'allow', true]]],
    ],
  ) // prettier-ignore
})

test('a moderator that is away refuses a description for now, and counts nothing against the person', async (t) => {
  let isAway = false
  const moderator: Moderator = {
    stages: ['avatar', 'prompt', 'image'],
    async check() {
      if (isAway) throw new Error('500')
      return { action: 'allow', categories: [] }
    },
  }
  const { client, query } = await chatting(t, { moderator })
  isAway = true

  const refused = await client.call('PUT', '/v1/avatar', { ...mina, appearance: 'Short hair' })

  t.like(refused, { status: 503, body: { type: '/problems/unavailable' } })
  t.deepEqual(await query('select * from strike'), [])
})
