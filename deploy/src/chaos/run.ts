import { setTimeout as delay } from 'node:timers/promises'
import { seedPeople } from '../seeded-people.ts'
import { chance } from './chance.ts'
import type { Fleet, Member } from './fleet.ts'
import { brokenAudit, brokenRules, sealedUpTo } from './invariants.ts'
import { blows, isRefused, points, type Blow, type Part, type Point } from './points.ts'
import { talk, type Talk } from './talk.ts'
import type { Passing, Verdict } from './wire.ts'

const people = 3
/** A run that is not whole by then has lost something. */
const patienceMs = 120_000
const redisAwayMs = 2000

/** What is done in one run: at the `nth` time that anybody passes the point, the blow falls. */
export type Fault = { readonly point: Point; readonly blow: Blow; readonly nth: number }

export type Run = {
  readonly faults: readonly Fault[]
  readonly messages: number
  readonly photos: number
  /** How long those had to wait who waited for something when a blow fell: from there until the last one had it. */
  readonly recoveryMs: number
  /** Late writes of somebody who had lost the claim. */
  readonly refused: number
  /** Empty when all is well. */
  readonly problems: readonly string[]
}

/** Decides from the seed what the caller left open. */
export function faultOf(point: Point, seed: number, blow?: Blow): Fault {
  const drawn = chance(seed + numberOf(point.name))
  const nth = 1 + drawn.below(people)
  return { point, nth, blow: blow ?? drawn.pick(usual) }
}

/** Seeds side by side would otherwise mean the same blow at each point. */
function numberOf(name: string): number {
  return Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 0)
}

const usual: readonly [Blow, ...Blow[]] = ['kill', 'kill', 'cut', 'cut-all', 'freeze', 'redis']

/** Lets people talk while the blows fall, waits until all of them have all that they asked for, and looks. */
export async function run(
  fleet: Fleet,
  { seed, faults }: { readonly seed: number; readonly faults: readonly Fault[] },
): Promise<Run> {
  const drawn = chance(seed)
  const sealedBefore = await sealedUpTo(fleet)
  const seeded = await seedPeople(fleet.database, {
    count: people,
    secret: fleet.secret,
    dataFolder: fleet.dataFolder,
    isPaid: false,
  })
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Error(`Not whole after ${patienceMs / 1000} s`)), patienceMs)
  const struck: { readonly at: number; readonly over: Promise<void> }[] = []
  const left = new Map(faults.map((fault) => [fault, fault.nth]))
  /** The blow that falls here now, if any; each falls once. */
  const due = (holds: (point: Point) => boolean, part: Part): Fault | undefined => {
    let now: Fault | undefined
    for (const [fault, times] of left) {
      if (fault.point.part !== part || !holds(fault.point)) continue
      left.set(fault, times - 1)
      if (times === 1) now ??= fault
      if (times === 1) left.delete(fault)
    }
    return now
  }
  const fall = async (fault: Fault, member: Member, passing?: Passing) => {
    const at = Date.now()
    const blow = strike(fleet, fault.blow, { member, held: passing?.parameters ?? [], signal: late.signal })
    struck.push({ at, over: blow.then(async ({ over }) => await over) })
    return (await blow).verdict
  }
  const isFenced = faults.some(({ point, blow }) => blow === 'freeze' && point.isFenced === true)
  let refused = 0
  fleet.watch({
    statement: (member, passing) => {
      if (isRefused(passing)) refused++
      const fault = due((point) => point.at?.(passing) === true, member.part)
      return fault === undefined ? undefined : fall(fault, member, passing)
    },
    async point(member, name) {
      const fault = due((point) => point.name === name, member.part)
      if (fault === undefined) return
      // Here no statement is on its way: a cut is one of whatever connections there are.
      if ((await fall(fault, member)) === 'cut') member.cut()
    },
  })

  const problems: string[] = []
  const talks: Talk[] = []
  try {
    const each = seeded.map(
      async (person, index) =>
        await talk({
          fleet,
          person,
          chance: chance(seed * 31 + index + drawn.below(1000)),
          signal: late.signal,
        }),
    )
    for (const outcome of await Promise.allSettled(each)) {
      if (outcome.status === 'fulfilled') talks.push(outcome.value)
      else problems.push(problemOf(outcome.reason))
    }
    // What was frozen wakes up, and writes late; Redis comes back.
    await Promise.all(struck.map(async ({ over }) => await over))
    await fleet.allReady()
    await untilQuiet(
      fleet,
      seeded.map((person) => person.account),
      late.signal,
    )
    while (isFenced && refused === 0) await delay(100, undefined, { signal: late.signal })
  } catch (error) {
    problems.push(problemOf(error))
  } finally {
    clearTimeout(timer)
    fleet.watch(undefined)
  }
  if (isFenced && refused === 0) problems.push('What was written late was not refused')
  for (const fault of left.keys()) problems.push(`${fault.point.name} was not reached ${fault.nth} times`)
  problems.push(...(await brokenRules(fleet, talks)))
  problems.push(...(await brokenAudit(fleet, sealedBefore)))
  problems.push(...fleet.surprises)
  let longestMs = 0
  for (const { at } of struck) longestMs = Math.max(longestMs, await recoveryMs(fleet, talks, at))
  return {
    faults,
    messages: talks.reduce((sum, one) => sum + one.said.length, 0),
    photos: talks.reduce((sum, one) => sum + one.pictures.size, 0),
    recoveryMs: longestMs,
    refused,
    problems: [...new Set(problems)],
  }
}

/** An abort says only that it was one; why stands in its cause. */
function problemOf(error: unknown): string {
  return String(error instanceof Error && error.name === 'AbortError' ? (error.cause ?? error) : error)
}

/** What becomes of the statement that waits here, and when the blow is over. */
type Struck = { readonly verdict: Verdict; readonly over: Promise<void> }

/** `held` is what the statement brings that waits here meanwhile, perhaps with a claim among it. */
async function strike(
  fleet: Fleet,
  blow: Blow,
  {
    member,
    held,
    signal,
  }: { readonly member: Member; readonly held: readonly string[]; readonly signal: AbortSignal },
): Promise<Struck> {
  const over = Promise.resolve()
  switch (blow) {
    case 'kill':
      member.kill()
      return { verdict: 'cut', over }
    case 'cut':
      return { verdict: 'cut', over }
    case 'cut-all':
      member.cut()
      return { verdict: 'cut', over }
    case 'freeze':
      member.signal('SIGSTOP')
      await delay((fleet.recovery.claimSeconds + 2) * 1000)
      await untilTaken(fleet, held, signal).finally(() => member.signal('SIGCONT'))
      return { verdict: 'pass', over }
    case 'redis':
      await fleet.redis.kill()
      return { verdict: 'pass', over: delay(redisAwayMs).then(fleet.redis.start) }
  }
}

/** Until nobody holds any of these claims: others, on a slow machine, need their time to take over. */
async function untilTaken(fleet: Fleet, claims: readonly string[], signal: AbortSignal): Promise<void> {
  const isHeld = `select from turn where claim::text = any($1) union all select from photo where claim::text = any($1)`
  while (!signal.aborted && (await fleet.database.query(isHeld, [claims])).rowCount !== 0) await delay(100)
}

/** Until nothing of these accounts is open or waits for its seal: what is still to come would come now. */
async function untilQuiet(fleet: Fleet, accounts: readonly string[], signal: AbortSignal): Promise<void> {
  for (;;) {
    const { rows } = await fleet.database.query<{ open: boolean }>(
      `select exists (select from turn where account_id = any($1) and state <> 'ended')
         or exists (select from photo where account_id = any($1)
           and state in ('queued', 'starting', 'generating', 'finishing'))
         or exists (select from inbox where state = 'waiting')
         or exists (select from audit_pending) as open`,
      [accounts],
    )
    if (rows[0]?.open !== true) return
    await delay(100, undefined, { signal })
  }
}

/** From a blow until the last of those had what they waited for who had asked for it before. */
async function recoveryMs(fleet: Fleet, talks: readonly Talk[], at: number): Promise<number> {
  const { rows } = await fleet.database.query<{ begun: Date; ended: Date; turn: string | null }>(
    `select begun.created_at as begun, ended.created_at as ended, begun.turn_id as turn from event begun
     join event ended on ended.account_id = begun.account_id and (
       (begun.type = 'message-sent' and ended.type = 'turn-ended' and ended.turn_id = begun.turn_id)
       or (begun.type = 'photo-requested' and ended.type in ('photo-ready', 'photo-failed')
         and ended.data->>'photo' = begun.data->>'photo'))
     where begun.account_id = any($1)`,
    [talks.map((one) => one.person.account)],
  )
  const triedAt = new Map(talks.flatMap((one) => one.said.map(({ turn, triedAt }) => [turn, triedAt])))
  const waits = rows
    .filter((row) => Math.min(row.begun.getTime(), triedAt.get(row.turn ?? '') ?? Infinity) <= at)
    .map((row) => row.ended.getTime() - at)
  return Math.max(0, ...waits)
}

export const pointNamed = (name: string): Point | undefined => points.find((point) => point.name === name)
export const blowNamed = (name: string): Blow | undefined => blows.find((blow) => blow === name)
