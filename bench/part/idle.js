import { readFileSync } from 'node:fs'
import { inGroups } from '../load/in-groups.js'
import { openStream } from '../load/parlor-client.js'
import { withClient } from '../measure/ground.js'
import { cores } from '../measure/pin.js'
import { cpuMs } from '../measure/process-usage.js'
import { startProcess } from '../measure/start-process.js'
import { addPeople } from '../parlor/people.js'
import { startParlor } from '../parlor/start-parlor.js'

/** Both sides of a connection are files of a process; some are needed for other things. */
const otherFiles = 500

/** What an event stream costs on which nothing happens, against one of bare node:http. */
export async function measureIdle({ ground, connections, say }) {
  const count = Math.min(connections, maxFiles() - otherFiles)
  const figures = {}
  const bare = await startProcess('../target/bare-stream.js', {
    core: cores.measured,
    isReady: (said) => said.port,
  })
  try {
    const url = `http://127.0.0.1:${bare.ready}/`
    figures.bare = await costOf(
      [bare],
      Array.from({ length: count }, () => ({ url, cookie: '' })),
    )
  } finally {
    await bare.stop()
  }
  say(`idle: bare node:http ${figures.bare.rssKb.toFixed(1)} KB for each of ${count} connections`)

  const databaseUrl = ground.postgres.url
  const parlor = await startParlor({
    databaseUrl,
    redisUrl: ground.redis?.url,
    modelUrl: ground.model.url,
    folder: ground.folder,
  })
  try {
    const people = await withClient(databaseUrl, async (client) => await addPeople(client, { count }))
    const streams = people.map(({ conversation, cookie }) => ({
      url: `${parlor.url}/v1/conversations/${conversation}/stream`,
      cookie,
    }))
    figures.parlor = await costOf(parlor.processes, streams)
  } finally {
    await parlor.stop()
  }
  say(`idle: parlor ${figures.parlor.rssKb.toFixed(1)} KB`)
  return { connections: count, ...figures, ratio: figures.parlor.rssKb / figures.bare.rssKb }
}

async function costOf(processes, streams) {
  const pids = processes.map((entry) => entry.pid)
  // A first few pay for what is loaded once.
  const first = await openAll(streams.slice(0, 20))
  const before = await memoryOf(processes)
  const cpuBefore = cpuMs(pids)
  const rest = await openAll(streams.slice(20))
  const openMs = cpuMs(pids) - cpuBefore
  const after = await memoryOf(processes)
  for (const stream of [...first, ...rest]) stream.destroy()
  return {
    rssKb: (after.rss - before.rss) / 1024 / rest.length,
    heapKb: (after.heapUsed - before.heapUsed) / 1024 / rest.length,
    openUs: (openMs / rest.length) * 1000,
  }
}

async function openAll(streams) {
  return await inGroups(streams, 50, async ({ url, cookie }) => {
    const stream = await openStream(url, cookie)
    stream.on('error', () => {
      // Both sides are closed in the end, in whatever order.
    })
    return stream.resume()
  })
}

async function memoryOf(processes) {
  const all = await Promise.all(processes.map(async (entry) => await entry.ask('memory')))
  const sum = (key) => all.reduce((total, one) => total + one[key], 0)
  return { rss: sum('rss'), heapUsed: sum('heapUsed') }
}

function maxFiles() {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 1024)
}
