import { openStream } from '../load/parlor-client.js'
import { openConnections, slowReader } from '../load/slow-reader.js'
import { withClient } from '../measure/ground.js'
import { cores } from '../measure/pin.js'
import { residentBytes } from '../measure/process-usage.js'
import { startProcess } from '../measure/start-process.js'
import { addEvents, addPeople } from '../parlor/people.js'
import { startParlor } from '../parlor/start-parlor.js'

const readers = 20
const events = 1280
const sizeBytes = 8000
/** A heartbeat comes after 15 s at most, a reader that takes nothing has 30 s. */
const patienceMs = 60_000

/**
 * Clients that never read, while 10 MB are written for each: what memory they hold until they are dropped, and
 * whether they have every event exactly once after they came back.
 *
 * Held is what is left once garbage is gone, at the worst of the moments at which that is looked at. The peak
 * holds the garbage of reading and writing the events too, which readers that read would make as well.
 */
export async function measureSlowReader({ ground, say }) {
  const bare = await measureBare()
  say(`slow reader: bare node:http ${mib(bare.heldBytesPerClient)} MiB for each, ${bare.dropped} dropped`)
  const parlor = await measureParlor(ground)
  say(
    `slow reader: parlor ${mib(parlor.heldBytesPerClient)} MiB, ${parlor.dropped} dropped, ${parlor.missing} events missing, ${parlor.repeated} repeated`,
  )
  return { readers, events, sizeBytes, bare, parlor }
}

async function measureBare() {
  const server = await startProcess('../target/bare-stream.js', {
    core: cores.measured,
    isReady: (said) => said.port,
  })
  try {
    const url = `http://127.0.0.1:${server.ready}/`
    const streams = await Promise.all(Array.from({ length: readers }, async () => await openStream(url, '')))
    const { rss } = await server.ask('memory')
    const watching = watchMemory([server.pid], rss)
    await fetch(`${url}push`, { method: 'POST', body: JSON.stringify({ times: events, sizeBytes }) })
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const held = await server.ask('memory')
    const dropped = readers - openConnections(server.ready)
    const peakBytes = watching()
    for (const stream of streams) stream.on('error', () => {}).destroy()
    return {
      heldBytesPerClient: (held.rss - rss) / readers,
      peakBytesPerClient: peakBytes / readers,
      dropped: Math.max(0, dropped),
    }
  } finally {
    await server.stop()
  }
}

async function measureParlor(ground) {
  const databaseUrl = ground.postgres.url
  const parlor = await startParlor({
    databaseUrl,
    redisUrl: ground.redis?.url,
    modelUrl: ground.model.url,
    folder: ground.folder,
  })
  try {
    const people = await withClient(
      databaseUrl,
      async (client) => await addPeople(client, { count: readers }),
    )
    const port = Number(new URL(parlor.url).port)
    const urlOf = (person) => `${parlor.url}/v1/conversations/${person.conversation}/stream`
    const slow = await Promise.all(
      people.map(async (person) => await slowReader(urlOf(person), person.cookie, 0)),
    )
    const { rss } = await parlor.web.ask('memory')
    const watching = watchMemory([parlor.web.pid], rss)
    // As another process would have written them whose wake-ups were lost: the next heartbeat finds them.
    await withClient(
      databaseUrl,
      async (client) => await addEvents(client, people, { count: events, sizeBytes }),
    )
    const startedAt = Date.now()
    let heldBytes = 0
    while (openConnections(port) > 0 && Date.now() - startedAt < patienceMs) {
      await new Promise((resolve) => setTimeout(resolve, 500))
      const now = await parlor.web.ask('memory')
      heldBytes = Math.max(heldBytes, now.rss - rss)
    }
    const dropped = readers - openConnections(port)
    const dropMs = Date.now() - startedAt
    const peakBytes = watching()
    const seen = await Promise.all(
      people.map(async (person, index) => await readAll(slow[index], urlOf(person), person.cookie)),
    )
    const missing = seen.map((numbers) => events - new Set(numbers).size)
    const repeated = seen.map((numbers) => numbers.length - new Set(numbers).size)
    const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)
    return {
      heldBytesPerClient: heldBytes / readers,
      peakBytesPerClient: peakBytes / readers,
      dropped,
      dropMs,
      missing: sum(missing),
      repeated: sum(repeated),
    }
  } finally {
    await parlor.stop()
  }
}

/** What had come before the cut, then what comes after `Last-Event-ID`, until all is there. */
async function readAll(reader, url, cookie) {
  const isAll = (numbers) => numbers.at(-1) === events
  const seen = await reader.read(isAll)
  for (let tries = 0; tries < 20 && !isAll(seen); tries++) {
    const again = await slowReader(url, cookie, seen.at(-1) ?? 0)
    seen.push(...(await again.read(isAll)))
  }
  return seen
}

function watchMemory(pids, before) {
  let peak = before
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(pids))
  }, 10)
  return () => {
    clearInterval(timer)
    return peak - before
  }
}

function mib(bytes) {
  return (bytes / 1024 / 1024).toFixed(2)
}
