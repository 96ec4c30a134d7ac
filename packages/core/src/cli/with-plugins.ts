import { openDatabase, type Database } from '../database/database.ts'
import { sendPhoto } from '../photo/send-photo.ts'
import { fillSlots, type FilledSlots } from '../plugin/plugins.ts'
import { toolFeatures } from '../tool/dispatch.ts'
import type { Deployment } from './deployment.ts'
import { createLog } from './log.ts'

/** Sets the deployment's plugins up for a command, and closes them after it. */
export async function withPlugins<T>(
  { plugins }: Deployment,
  database: Database,
  use: (slots: FilledSlots) => Promise<T>,
): Promise<T> {
  const log = createLog('error', { isPretty: true })
  const slots = await fillSlots(plugins, { log, database }, { send_photo: sendPhoto })
  try {
    return await use(slots)
  } finally {
    await slots.close()
  }
}

/** What the deployment's tools ask for in `tiers.yaml`. No database is started for it. */
export async function featuresOfTools(deployment: Deployment): Promise<readonly string[]> {
  const database = openDatabase('postgres://127.0.0.1/unused')
  try {
    return await withPlugins(deployment, database, async ({ tools }) => toolFeatures(tools))
  } finally {
    await database.close()
  }
}
