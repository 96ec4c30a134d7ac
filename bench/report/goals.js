import { median } from '../measure/statistics.js'
import { growth } from '../part/history.js'

/**
 * What was promised, with what was measured. Ratios are taken within each round, where both sides met the
 * same machine; their median counts. A goal whose part was not run is left out.
 */
export function goalsOf({ turns, history, lengths, idle, slowReader }) {
  const at32 = turns['32']
  const at1 = turns['1']
  return [
    ...atMost(
      'CPU of a turn against the AI SDK’s, 32 concurrent',
      ratio(at32, 'cpuMsPerTurn', 'ai-sdk'),
      0.3,
    ),
    ...atMost(
      'CPU of a turn against a bare pipe’s, 32 concurrent',
      ratio(at32, 'cpuMsPerTurn', 'passthrough'),
      4.5,
    ),
    ...atLeast('turns/s against the AI SDK’s, 32 concurrent', ratio(at32, 'turnsPerSecond', 'ai-sdk'), 3),
    ...atLeast('turns/s against the Chat SDK’s, 32 concurrent', ratio(at32, 'turnsPerSecond', 'chat-sdk'), 5),
    ...atMost(
      'time to the first text beyond the model’s, against the AI SDK’s, 1 at a time',
      overhead(at1),
      1.5,
    ),
    ...atMost(
      `CPU of a turn after ${lengths.at(-1)} messages against ${lengths[0]}`,
      history && growth(history, 'parlor', lengths),
      1.1,
    ),
    ...atMost('memory of an idle event stream against bare node:http', idle?.ratio, 1.5),
    ...atMost(
      'MiB that a reader costs who never reads',
      slowReader && slowReader.parlor.heldBytesPerClient / 1024 / 1024,
      2,
    ),
    ...atLeast(
      'share of such readers that were dropped',
      slowReader && slowReader.parlor.dropped / slowReader.readers,
      1,
    ),
    ...atMost(
      'events that they missed or got twice once they were back',
      slowReader && slowReader.parlor.missing + slowReader.parlor.repeated,
      0,
    ),
  ]
}

function ratio(rounds, key, other) {
  const known = rounds?.filter((round) => round.parlor !== undefined && round[other] !== undefined) ?? []
  return known.length === 0 ? undefined : median(known.map((round) => round.parlor[key] / round[other][key]))
}

/** The model answers after some time by itself, which nobody in the middle can be blamed for. */
function overhead(rounds) {
  const known = rounds?.filter((round) => round.parlor && round['ai-sdk'] && round.direct) ?? []
  if (known.length === 0) return undefined
  const first = (name) => median(known.map((round) => round[name].firstTextP50Ms))
  return (first('parlor') - first('direct')) / (first('ai-sdk') - first('direct'))
}

function atMost(what, measured, goal) {
  return measured === undefined ? [] : [{ what, measured, goal: `≤ ${goal}`, isMet: measured <= goal }]
}

function atLeast(what, measured, goal) {
  return measured === undefined ? [] : [{ what, measured, goal: `≥ ${goal}`, isMet: measured >= goal }]
}
