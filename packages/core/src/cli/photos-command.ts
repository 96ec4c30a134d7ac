import { userInfo } from 'node:os'
import { InvalidArgumentError, type Command } from 'commander'
import type { Database } from '../database/database.ts'
import { memoryBus } from '../event/memory-bus.ts'
import { readAttempts } from '../photo/attempts.ts'
import { findAnyPhoto, readDeadPhotos } from '../photo/dead-photos.ts'
import { askCancel } from '../photo/photos.ts'
import { openStates } from '../photo/records.ts'
import { retryPhoto } from '../photo/retry-photo.ts'
import { PlatformError } from '../platform-error.ts'
import { attemptLines, deadLines } from './attempt-lines.ts'
import type { CommandContext } from './command-context.ts'
import { tiersNow } from './tiers-now.ts'
import { withDatabase } from './with-database.ts'

type Json = { readonly json?: true }

/** `parlor photos dead`, `show`, `retry` and `cancel`: the dead-letter queue and what can be done about it. */
export function addPhotosCommands(program: Command, context: CommandContext): void {
  const { print } = context
  const photos = program.command('photos').description('Photos that came to nothing, and what was paid')
  const printJson = (value: unknown) => print(JSON.stringify(value, null, 2))
  const onDatabase = async <T>(use: (database: Database) => Promise<T>) =>
    await withDatabase(await context.deployment(), use)
  photos
    .command('dead')
    .description('List photos that failed and were not asked for again, the latest first')
    .option('--limit <count>', 'at most so many', count, 50)
    .option('--json', 'as JSON')
    .action(async ({ limit, json }: Json & { limit: number }) => {
      const dead = await onDatabase(async (database) => await readDeadPhotos(database, limit))
      if (json === true) printJson(dead)
      else for (const line of deadLines(dead)) print(line)
    })
  photos
    .command('show')
    .description('Show each attempt of a photo: when, by which provider, with what answer and cost')
    .argument('<id>', 'a photo')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: Json) => {
      const { photo, attempts } = await onDatabase(async (database) => {
        const found = await findAnyPhoto(database, id)
        return { photo: found, attempts: await readAttempts(database.knex, found.accountId, [id]) }
      })
      const { accountId, kind, state, code, createdAt, endedAt, retryOf } = photo
      if (json === true)
        printJson({ id, accountId, kind, state, code, createdAt, endedAt, retryOf, attempts })
      else for (const line of attemptLines(photo, attempts)) print(line)
    })
  photos
    .command('retry')
    .description(
      'Ask again for a photo that failed, as a new one that its account pays for as usual; audited',
    )
    .argument('<id>', 'a photo that failed or was canceled')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: Json) => {
      const deployment = await context.deployment()
      const photo = await withDatabase(deployment, async (database) => {
        const { accountId } = await findAnyPhoto(database, id)
        // The running workers find the row by themselves.
        const jobs = { add: async () => undefined }
        const report = (error: unknown) => context.printError(String(error))
        const tiers = { current: await tiersNow(database, deployment) }
        const ground = { database, bus: memoryBus(), jobs, tiers, providers: [], report }
        return await retryPhoto(ground, accountId, id, { operator: userInfo().username })
      })
      if (json === true) printJson({ id: photo.id, retryOf: id, state: photo.state })
      else print(`Photo ${photo.id} was asked for instead of ${id}; a worker takes it within half a minute`)
    })
  photos
    .command('cancel')
    .description('End a photo that is under way; audited')
    .argument('<id>', 'a photo that waits or is being made')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: Json) => {
      await onDatabase(async (database) => {
        const photo = await findAnyPhoto(database, id)
        if (!openStates.includes(photo.state))
          throw new PlatformError('conflict', `Photo ${id} has ended already: it is ${photo.state}`)
        if (photo.state === 'finishing')
          throw new PlatformError('conflict', `Photo ${id} is paid and nearly there: it cannot be canceled`)
        await askCancel(database, photo.accountId, id, { operator: userInfo().username })
      })
      if (json === true) printJson({ id, canceling: true })
      else print(`Photo ${id} is canceled by a worker within half a minute`)
    })
}

function count(text: string): number {
  const number = Number(text)
  if (Number.isSafeInteger(number) && number >= 1 && number <= 10_000) return number
  throw new InvalidArgumentError('It must be a whole number from 1 to 10000.')
}
