import { stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Host } from '@parlor/plugin-kit'
import type { Database } from '../database/database.ts'
import { bounded } from '../deadline.ts'
import { PlatformError } from '../platform-error.ts'
import { parseTiers } from './parse-tiers.ts'
import { onSale, saleProblems, type Sale } from './sale.ts'
import type { BillingSlot } from './ask-billing.ts'
import { acceptTiers, newerTiers, type TiersVersion } from './tiers-versions.ts'
import type { Tiers, TiersInForce } from './tiers.ts'
import { watchedText, type Reading } from './watched-text.ts'

/** A change is at rest after two looks at the file, and known to the others with the next look at the row. */
const lookEveryMs = 250
const looksForRow = 3
/** How often the provider is asked for its prices: seldom, or soon again where something is wrong. */
const pricesEveryMs = 60_000
const pricesAgainMs = 15_000
const pricesTimeoutMs = 10_000
/** A start waits no longer for them. */
const firstPricesMs = 3000
const troubles: Readonly<Record<string, string>> = { ENOENT: 'is gone', EISDIR: 'is a folder' }

export type TiersFileSettings = {
  readonly text: string
  readonly fileName: string
  /** Where it is looked at for changes. */
  readonly path?: string | undefined
}

export type WatchedTiers = TiersInForce & {
  /** Asks the provider what it sells. Never throws: what is known stays. */
  readonly learnPrices: () => Promise<void>
  readonly close: () => Promise<void>
}

type Options = {
  readonly database: Database
  readonly file: TiersFileSettings
  /** What tools of plugins ask for; another name in the file is a slip of the pen. */
  readonly toolFeatures: readonly string[]
  readonly billings: readonly BillingSlot[]
  readonly log: Host['log']
}

/**
 * The tiers in force, followed until closed: the newest row of `tiers_file`, which every process reads. A file that
 * changes to something valid becomes that row; one that changes to something else is told and changes nothing.
 *
 * Throws `validation` where the file is not valid and nothing is in force yet.
 */
export async function watchTiers(options: Options): Promise<WatchedTiers> {
  const { database, file, log } = options
  const seller = options.billings.find(({ billing }) => billing.checkout !== undefined)
  const closing = new AbortController()
  const started = await startTiers(options)
  let { version, tiers } = started
  /** The newest row that was looked at, valid here or not. */
  let seen = version
  let sale: Sale = seller?.billing.prices === undefined ? undefined : 'untold'
  let current = onSale(tiers, sale)
  let told = ''
  let pricesAt = 0
  let isDumb = false

  const show = () => {
    current = onSale(tiers, sale)
    const problems = saleProblems(current).join('\n  ')
    if (problems !== told && problems !== '') log.warn(`Not everything is for sale:\n  ${problems}`)
    if (problems === '' && told !== '') log.info('Everything is for sale now')
    told = problems
  }

  const adopt = (row: TiersVersion) => {
    seen = row.version
    const read = tryParse(row.content, `version ${row.version} of the tiers`, options)
    if (read instanceof PlatformError) {
      log.error(`${read.message}\nIt is in force and not valid here, where version ${version} goes on`)
      return
    }
    version = row.version
    tiers = read
    pricesAt = 0
    log.info(`The tiers are version ${version} now: ${tiers.tiers.map(({ id }) => id).join(', ')}`)
    show()
  }

  const learnPrices = async () => {
    const { billing, name } = seller ?? {}
    if (billing?.prices === undefined) return
    const ask = billing.prices.bind(billing)
    pricesAt = Date.now() + pricesAgainMs
    try {
      sale = await bounded(
        pricesTimeoutMs,
        closing.signal,
        async (signal) => await ask({ key: 'prices', signal }),
      )
      isDumb = false
      show()
      if (told === '') pricesAt = Date.now() + pricesEveryMs
    } catch (error) {
      if (!isDumb && !closing.signal.aborted)
        log.warn(`${name} could not be asked for its prices: ${String(error)}`)
      isDumb = true
    }
  }

  /** A text of the file that is valid and that no row holds yet. */
  let waiting: string | undefined
  const heed = (reading: Reading) => {
    waiting = undefined
    const stays = `version ${version} stays in force`
    if ('trouble' in reading) {
      log.error(
        `${file.fileName} ${troubles[reading.trouble] ?? `cannot be read (${reading.trouble})`}; ${stays}`,
      )
      return
    }
    const read = tryParse(reading.text, file.fileName, options)
    if (read instanceof PlatformError) log.error(`${read.message}\nNothing is changed: ${stays}`)
    else waiting = reading.text
  }

  const watched = file.path === undefined ? undefined : watchedText(file.path, file.text)
  let isLost = false
  const follow = async () => {
    for (let looks = 1; !closing.signal.aborted; looks++) {
      try {
        const reading = await watched?.look()
        if (reading !== undefined) heed(reading)
        if (waiting !== undefined) {
          const row = await acceptTiers(database, waiting, { mayReturn: () => true })
          waiting = undefined
          if (row.version !== seen) adopt(row)
        } else if (looks % looksForRow === 0) {
          const row = await newerTiers(database, seen)
          if (row !== undefined) adopt(row)
        }
        isLost = false
      } catch (error) {
        if (!isLost && !closing.signal.aborted)
          log.warn(`What tiers are in force could not be looked up: ${String(error)}`)
        isLost = true
      }
      await pause(lookEveryMs, closing.signal)
    }
  }
  const followPrices = async () => {
    while (!closing.signal.aborted) {
      if (Date.now() >= pricesAt) await learnPrices()
      await pause(lookEveryMs, closing.signal)
    }
  }

  await Promise.race([learnPrices(), pause(firstPricesMs, closing.signal)])
  show()
  const running = Promise.all([follow(), ...(sale === undefined ? [] : [followPrices()])])
  return {
    get current() {
      return current
    },
    learnPrices,
    async close() {
      closing.abort()
      await running
    },
  }
}

/**
 * A content that was never accepted wins. One that was in force before wins only where the file is younger than what
 * is in force: a process of an earlier rollout that starts again must not turn the offer back.
 */
async function startTiers(options: Options): Promise<{ readonly version: number; readonly tiers: Tiers }> {
  const { database, file, log } = options
  const { text, fileName } = file
  const own = tryParse(text, fileName, options)
  if (own instanceof PlatformError) {
    const newest = await newerTiers(database, 0)
    const kept = newest && tryParse(newest.content, fileName, options)
    if (newest === undefined || kept === undefined || kept instanceof PlatformError) throw own
    log.error(`${own.message}\nIt is passed over: ${standing(newest)} stays in force`)
    return { version: newest.version, tiers: kept }
  }
  const changedAt = await changeOf(file)
  const row = await acceptTiers(database, text, { mayReturn: (newest) => changedAt > newest.acceptedAt })
  if (row.content === text) return { version: row.version, tiers: own }
  const kept = tryParse(row.content, `version ${row.version} of the tiers`, options)
  if (kept instanceof PlatformError) {
    log.error(`${kept.message}\nIt is in force and not valid here: ${fileName} counts in this process`)
    return { version: row.version, tiers: own }
  }
  log.warn(
    `${fileName} was in force before and is passed over: ${standing(row)} is in force. ` +
      'To go back, save the file again; parlor tiers diff tells the difference.',
  )
  return { version: row.version, tiers: kept }
}

function standing({ version, acceptedAt }: TiersVersion): string {
  return `version ${version} of ${acceptedAt.toISOString().slice(0, 16).replace('T', ' ')}`
}

async function changeOf({ path }: TiersFileSettings): Promise<Date> {
  if (path === undefined) return new Date(0)
  try {
    return (await stat(path)).mtime
  } catch {
    // It was there when the configuration was read: the watcher will tell that it is gone.
    return new Date(0)
  }
}

function tryParse(
  text: string,
  fileName: string,
  { toolFeatures }: Pick<Options, 'toolFeatures'>,
): Tiers | PlatformError {
  try {
    return parseTiers(text, fileName, { toolFeatures })
  } catch (error) {
    if (error instanceof PlatformError) return error
    throw error
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal })
  } catch {
    // Closing is the only thing that ends a pause early.
  }
}
