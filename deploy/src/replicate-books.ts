import type { ReplicateStandIn } from '@parlor/plugin-replicate/stand-in'

type Rows = readonly Readonly<Record<string, any>>[] // eslint-disable-line typescript/no-explicit-any -- whatever stands in the tables
type Query = (text: string, values?: readonly unknown[]) => Promise<Rows>

const microsEach = 40_000

/**
 * Everything that must hold of a photo that has ended, as one list of what does not: what Replicate charged against
 * what our ledger, the hold, the log and the row say.
 */
export async function wrongsOf(
  query: Query,
  standIn: ReplicateStandIn,
  { account, photo, hold }: { readonly account: string; readonly photo: string; readonly hold: string },
): Promise<readonly string[]> {
  const [row] = await query('select * from photo where id = $1', [photo])
  const attempts = await query('select * from photo_attempt where photo_id = $1 order by no', [photo])
  const events = await query('select type from event where account_id = $1', [account])
  const [held] = await query('select state from hold where id = $1', [hold])
  const [usage] = await query('select settled, held from usage where account_id = $1', [account])
  const moves = await query(`select type from audit_event where data->>'photo' = $1`, [photo])
  const charges = standIn.ledger.of(photo)
  const mine = standIn.predictions.filter(({ webhook }) => webhook?.includes(photo) === true)
  const keys = new Set(attempts.map(({ key }) => String(key)))
  const done = attempts.filter(({ outcome }) => outcome === 'done')
  const found: string[] = []
  const must = (holds: boolean, what: string) => void (holds || found.push(what))

  if (row === undefined) return ['there is no such photo']
  must(['ready', 'failed', 'blocked', 'canceled'].includes(row.state), `an orphan in ${row.state}`)
  must(row.claim === null, 'somebody still has it')
  must(events.length === 1, `${events.length} ends were told`)
  must((events[0]?.type === 'photo-ready') === (row.state === 'ready'), 'another end was told')
  must(held?.state === (row.counted ? 'settled' : 'released'), `a hold is ${held?.state} for ${row.state}`)
  must(row.state !== 'ready' || row.counted, 'a delivered photo was not counted')
  must(!['failed', 'blocked'].includes(row.state) || !row.counted, 'what came to nothing was counted')
  must(usage?.held === 0 && usage.settled === (row.counted ? 1 : 0), 'the counter is not the hold’s')
  must(
    attempts.every(({ ended_at: at }) => at !== null),
    'an attempt never ended',
  )
  const counted = (type: string) => moves.filter((move) => move.type === type).length
  must(counted('photo-finishing') === done.length, 'a picture was taken in another time')
  must(counted(`photo-${row.state}`) === 1, 'its end was written another time')
  must(done.length === (row.original === null ? 0 : 1), `${done.length} pictures were taken in`)

  must(charges.length <= 1, `it was charged ${charges.length} times`)
  must(row.state !== 'ready' || charges.length === 1, 'a picture came from nowhere')
  for (const { prediction, mark, pictures } of charges) {
    const entry = attempts.find(
      ({ handle, key, cost }) =>
        cost !== null && (handle?.id === prediction || mark?.endsWith(`key=${key}`) === true),
    )
    must(entry !== undefined, `a charge for ${row.state} stands in no row of the ledger`)
    must(entry?.outcome !== 'done' || entry.cost.micros === pictures * microsEach, 'it costs something else')
  }
  for (const key of keys) {
    // Turned away for asking too often, the same key asks again.
    const turnedAway = attempts.filter((one) => one.key === key && one.outcome === 'throttled').length
    const posts = standIn.posts().filter(({ body }) => (body as Asked).webhook?.endsWith(`key=${key}`))
    must(posts.length <= 1 + turnedAway, `${key} was asked for ${posts.length} times`)
    const made = mine.filter(({ webhook }) => webhook?.endsWith(`key=${key}`))
    const taken = attempts.filter((one) => one.key === key && one.handle !== null)
    must(
      taken.every(({ handle }) => made.some(({ id }) => id === handle.id)),
      'a try took the job of another',
    )
  }
  const known = new Set(attempts.map(({ handle }) => handle?.id))
  const left = mine.filter(({ id, completed_at: at }) => at === undefined && known.has(id))
  must(left.length === 0, 'something is painted for nobody')
  return found
}

type Asked = { readonly webhook?: string }
