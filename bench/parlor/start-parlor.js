import { freePort } from '../measure/ground.js'
import { cores } from '../measure/pin.js'
import { startProcess } from '../measure/start-process.js'

const command = '../../packages/core/bin/parlor.js'
const config = new URL('../../deploy/dist/parlor.config.js', import.meta.url).pathname

export const secret = 'a secret of at least thirty-two characters'

/**
 * Parlor as it is deployed, on the measured core: web and worker apart on Redis, or both in one process on
 * the bus in memory when there is no Redis.
 */
export async function startParlor({ databaseUrl, redisUrl, modelUrl, folder }) {
  const port = await freePort()
  const env = {
    NODE_ENV: 'development',
    // As in production: a line for each request.
    LOG_LEVEL: 'info',
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    PARLOR_DATA: folder,
    PARLOR_SECRET: secret,
    OPENAI_BASE_URL: modelUrl,
    OPENAI_API_KEY: 'none',
    OPENAI_MODEL: 'fake',
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
  }
  const start = async (role) =>
    await startProcess(command, {
      args: ['--config', config, role],
      env,
      cwd: folder,
      core: cores.measured,
      isReady: (said) => typeof said === 'string' && /is ready/.test(said),
    })
  const processes = []
  // One after the other: the first brings the database up to date.
  for (const role of redisUrl === undefined ? ['start'] : ['web', 'worker']) processes.push(await start(role))
  return {
    url: `http://127.0.0.1:${port}`,
    processes,
    web: processes[0],
    pids: processes.map((entry) => entry.pid),
    async stop() {
      await Promise.all(processes.map(async (entry) => await entry.stop()))
    },
  }
}
