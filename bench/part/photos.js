import { cpuMs, residentBytes } from '../measure/process-usage.js'
import { cores, pin } from '../measure/pin.js'
import { percentile } from '../measure/statistics.js'
import { startProcess } from '../measure/start-process.js'
import { openOrders } from '../photo/orders.js'

const atOnce = 4
/** A provider's picture takes some seconds, never the same twice: from 1 to 3 s, spread evenly. */
const spreadMs = { from: 1000, to: 3000 }

/** A process with bare sharp and our pipeline in it, on the measured core. */
export async function startBare() {
  return await startProcess('../photo/bare-sharp.js', {
    core: cores.measured,
    isReady: (said) => said.isReady,
  })
}

/**
 * What a whole photo costs on one of the queues, beside bare sharp: CPU with four at once and no time at the provider,
 * then how long it takes beyond the provider's time, then memory with many at once.
 */
export async function measurePhotos({ bare, places, ground, server, picture, settings, say }) {
  const { rounds, count, warm, alone, sharing, many } = settings
  const worker = await startProcess('../photo/worker.js', {
    core: cores.measured,
    env: {
      UV_THREADPOOL_SIZE: '8',
      BENCH: JSON.stringify({ ...places, ca: server.cert, host: server.host }),
    },
    isReady: (said) => said.isReady,
  })
  const orders = await openOrders({ ...places, picture })
  const ours = { worker, orders, server }
  try {
    // The first ones are slow: code is compiled twice before it is fast.
    await take(ours, { count: warm, lanes: atOnce })
    const each = []
    for (let round = 0; round < rounds; round++) {
      each.push(await oneRound({ bare, ours, ground, count }))
      say(
        `  round ${round + 1}: ${Object.entries(each.at(-1))
          .map(([name, ms]) => `${name} ${ms.toFixed(0)}`)
          .join(', ')} ms of CPU`,
      )
    }
    // Latency is for a machine as it is, CPU for one core of it.
    pin(worker.pid, cores.all)
    const one = await take(ours, { count: alone, lanes: 1 })
    const share = await take(ours, { count: sharing, lanes: atOnce, spread: spreadMs })
    const together = await take(ours, { count: atOnce * 4, lanes: atOnce, inStep: true })
    const memory = await peakOf(worker, async () => await take(ours, { count: many, lanes: many }))
    return { rounds: each, alone: summary(one), share: summary(share), together: summary(together), memory }
  } finally {
    await orders.close()
    await worker.stop()
  }
}

async function oneRound({ bare, ours, ground, count }) {
  const run = async (work) => await bare.ask('run', { work, count, concurrency: atOnce })
  const [bareMs, encodeMs, finishMs] = [await run('bare'), await run('encode'), await run('finish')]
  const read = () => [cpuMs([ours.worker.pid]), cpuMs([ground.postgres.pid])]
  const before = read()
  await take(ours, { count, lanes: atOnce })
  const after = read()
  const [wholeMs, databaseMs] = after.map((ms, index) => (ms - before[index]) / count)
  return { bareMs, encodeMs, finishMs, wholeMs, databaseMs }
}

/** Takes so many photos in so many lanes; gives where the time of each went that is not the provider's, in ms. */
async function take(
  { worker, orders, server },
  { count, lanes, spread = { from: 0, to: 0 }, inStep = false },
) {
  const taken = []
  let left = count
  const one = async () => {
    const number = left--
    // Evenly over the span, in an order that repeats: each round meets the same.
    const ms = Math.round(spread.from + (((number * 37) % 100) / 100) * (spread.to - spread.from))
    const { id, askedAt, readyAt } = await orders.photo(
      async (photo) => await worker.ask('expect', { photo, ms }),
    )
    const there = await worker.ask('moments', id)
    taken.push({
      share: readyAt - askedAt - ms,
      begin: there.begunAt - askedAt,
      notice: there.seenAt - there.readyAt,
      fetch: server.sentAt(id) - there.seenAt,
      finish: readyAt - server.sentAt(id),
    })
  }
  const lane = async () => {
    while (left > 0) await one()
  }
  const all = async (work) => await Promise.all(Array.from({ length: lanes }, work))
  if (inStep) while (left > 0) await all(one)
  else await all(lane)
  return taken
}

function summary(taken) {
  const of = (key) => taken.map((one) => one[key])
  const step = (key) => percentile(of(key), 50)
  return {
    count: taken.length,
    p50Ms: step('share'),
    p95Ms: percentile(of('share'), 95),
    mostMs: Math.max(...of('share')),
    steps: { begin: step('begin'), notice: step('notice'), fetch: step('fetch'), finish: step('finish') },
  }
}

/** Resident memory once garbage is gone, and at most while the work is done. */
export async function peakOf(process, work) {
  const { rss: before } = await process.ask('memory')
  let most = 0
  const timer = setInterval(() => (most = Math.max(most, residentBytes([process.pid]))), 20)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  const { rss: after } = await process.ask('memory')
  return { beforeBytes: before, peakBytes: most, afterBytes: after }
}
