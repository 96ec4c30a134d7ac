import { cpuMs, residentBytes } from './process-usage.js'

/**
 * Measures what a target and what it stands on cost from now until the returned function is called. The CPU
 * time of database and Redis stands beside, never in the target's own.
 */
export async function watch(target, ground, { profile } = {}) {
  const processes = target.processes
  await Promise.all(processes.map(async (entry) => await entry.ask('watchDelay')))
  if (profile !== undefined)
    await Promise.all(processes.map(async (entry) => await entry.ask('startProfile')))
  const read = () => ({
    own: cpuMs(target.pids),
    each: target.pids.map((pid) => cpuMs([pid])),
    database: cpuMs([ground.postgres.pid]),
    redis: ground.redis === undefined ? 0 : cpuMs([ground.redis.pid]),
  })
  const before = read()
  return async () => {
    const after = read()
    const delays = await Promise.all(processes.map(async (entry) => await entry.ask('delay')))
    if (profile !== undefined)
      await Promise.all(
        processes.map(
          async (entry, index) => await entry.ask('saveProfile', `${profile}-${index}.cpuprofile`),
        ),
      )
    return {
      cpuMs: after.own - before.own,
      eachCpuMs: after.each.map((ms, index) => ms - before.each[index]),
      databaseCpuMs: after.database - before.database,
      redisCpuMs: after.redis - before.redis,
      rssBytes: residentBytes(target.pids),
      loopDelayP99Ms: Math.max(0, ...delays.map((entry) => entry.p99Ms)),
    }
  }
}
