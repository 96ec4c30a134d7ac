import test from 'ava'
import { openDatabase } from '../database/database.ts'
import { openBilling, queryOn, stopPostgres, testPlatform, walkToChat } from '../test-platform.ts'
import { claimPhoto } from './claim.ts'

test.after.always(stopPostgres)

test('a photo whose row is locked is somebody’s: it is not waited for, and may be taken afterwards', async (t) => {
  const billing = openBilling()
  const { client, databaseUrl, platform } = await testPlatform(t, { billing })
  await walkToChat(client(), billing)
  await platform.close()
  const database = openDatabase(databaseUrl)
  t.teardown(database.close)
  const frozen = await queryOn(t, databaseUrl)
  const [{ id }] = await frozen(
    `update photo set state = 'generating', claim = null, due_at = now() returning id`,
  )

  await frozen('begin')
  await frozen('select from photo where id = $1 for update', [id])
  const meanwhile = await claimPhoto(database, id, 30)
  await frozen('rollback')
  const afterwards = await claimPhoto(database, id, 30)

  t.is(meanwhile, undefined)
  t.is(afterwards?.id, id)
  t.is(await claimPhoto(database, id, 30), undefined)
})
