import { driveTurns } from '../load/drive-turns.js'
import { median, percentile } from '../measure/statistics.js'
import { watch } from '../measure/watch.js'

/** With `patience` a measurement takes so many times longer: there a turn of the slowest takes ten seconds. */
export const scenarios = {
  1: { title: '1 turn at a time, no delay between tokens', concurrent: 1, delayMs: 0 },
  32: { title: '32 concurrent turns, no delay between tokens', concurrent: 32, delayMs: 0 },
  256: { title: '256 concurrent turns, no delay between tokens', concurrent: 256, delayMs: 0, patience: 3 },
  '256-paced': {
    title: '256 concurrent turns, 20 ms for each token',
    concurrent: 256,
    delayMs: 20,
    patience: 3,
  },
}

/** The same load on every target in turn, for some rounds. Returns the figures of each round. */
export async function measureTurns(
  name,
  { targets, ground, rounds, warmMs, warmTurns, windowMs, profile, say },
) {
  const { concurrent, delayMs, patience = 1 } = scenarios[name]
  await ground.model.setMode({ tokens: 50, delayMs, burst: false })
  const results = []
  for (let round = 1; round <= rounds; round++) {
    const figures = {}
    for (const [targetName, target] of targets) {
      const clients = await target.connect(concurrent)
      try {
        const run = await driveTurns(clients, {
          warmMs: warmMs * patience,
          // What is just started is slow until it was compiled; later rounds find it warm.
          warmTurns: round === 1 ? warmTurns : 0,
          windowMs: windowMs * patience,
          around: async () =>
            await watch(target, ground, {
              ...(profile !== undefined && { profile: `${profile}-${targetName}-${name}-${round}` }),
            }),
        })
        figures[targetName] = figuresOf(run)
      } finally {
        for (const client of clients) client.close()
      }
      const { turnsPerSecond, cpuMsPerTurn } = figures[targetName]
      say(
        `${name}, round ${round}: ${targetName} ${turnsPerSecond.toFixed(1)} turns/s, ${cpuMsPerTurn.toFixed(2)} ms of CPU a turn`,
      )
    }
    results.push(figures)
  }
  return results
}

export function figuresOf({ turns, seconds, ...used }) {
  const count = turns.length
  const first = turns.map((turn) => turn.firstMs)
  const total = turns.map((turn) => turn.totalMs)
  return {
    turns: count,
    turnsPerSecond: count / seconds,
    cpuMsPerTurn: used.cpuMs / count,
    eachCpuMsPerTurn: used.eachCpuMs.map((ms) => ms / count),
    databaseCpuMsPerTurn: used.databaseCpuMs / count,
    redisCpuMsPerTurn: used.redisCpuMs / count,
    firstTextP50Ms: median(first),
    firstTextP99Ms: percentile(first, 99),
    turnP50Ms: median(total),
    turnP99Ms: percentile(total, 99),
    bytesToBrowser: median(turns.map((turn) => turn.bytes)),
    bytesFromBrowser: median(turns.map((turn) => turn.sent)),
    rssBytes: used.rssBytes,
    loopDelayP99Ms: used.loopDelayP99Ms,
  }
}
