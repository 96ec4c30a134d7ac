import { inGroups } from '../load/in-groups.js'
import { median } from '../measure/statistics.js'
import { watch } from '../measure/watch.js'
import { figuresOf } from './turns.js'

const concurrent = 4
const conversations = 32
const turnsOfEach = 5

/**
 * The cost of a turn by how much was said before; what is old is in a summary. Few turns in each conversation, so that a short one stays
 * short; the model answers in one burst. The AI SDK is measured beside us as its template works: the browser
 * sends the whole history along.
 */
export async function measureHistory({ targets, ground, rounds, lengths, profile, say }) {
  await ground.model.setMode({ tokens: 50, delayMs: 0, burst: true })
  const results = []
  const names = ['parlor', 'ai-sdk'].filter((name) => targets.has(name))
  for (let round = 0; round <= rounds; round++) {
    const figures = {}
    for (const length of lengths) {
      for (const name of names) {
        const target = targets.get(name)
        const clients = await target.connect(conversations, { earlier: length, history: historyOf(length) })
        const end = await watch(target, ground, {
          ...(profile !== undefined && { profile: `${profile}-${name}-history-${length}-${round}` }),
        })
        const startedAt = performance.now()
        const turns = await inGroups(clients, concurrent, async (client) => {
          const own = []
          for (let turn = 0; turn < turnsOfEach; turn++) own.push(await client.turn())
          return own
        })
        const seconds = (performance.now() - startedAt) / 1000
        figures[`${name} ${length}`] = figuresOf({ turns: turns.flat(), seconds, ...(await end()) })
        for (const client of clients) client.close()
      }
    }
    // The first one warms up.
    if (round === 0) continue
    results.push(figures)
    for (const [key, { cpuMsPerTurn }] of Object.entries(figures))
      say(`history, round ${round}: ${key} messages, ${cpuMsPerTurn.toFixed(2)} ms of CPU a turn`)
  }
  return results
}

/** How the cost grows from the shortest to the longest: the median of the rounds' own ratios. */
export function growth(results, name, lengths) {
  const cost = (round, length) => round[`${name} ${length}`].cpuMsPerTurn
  return median(results.map((round) => cost(round, lengths.at(-1)) / cost(round, lengths[0])))
}

function historyOf(length) {
  return Array.from({ length }, (_, index) => ({
    id: `earlier-${index}`,
    role: index % 2 === 0 ? 'user' : 'assistant',
    parts: [{ type: 'text', text: `what was said on day ${index} of a long talk, `.repeat(4).slice(0, 120) }],
  }))
}
