import { median } from '../measure/statistics.js'
import { goalsTable, table } from './markdown.js'
import { ratio } from './photo-goals.js'

/** All that was measured of photos as a page of Markdown. */
export function photoMarkdown({ machine, stores, bareMemory, many, goals }) {
  const sections = [machine]
  const measured = Object.entries(stores).filter(([, { photos }]) => photos !== undefined)
  if (measured.length > 0) {
    sections.push(cpuTable(measured), shareTable(measured), memoryTable(measured, bareMemory, many))
  }
  const picked = Object.entries(stores).filter(([, { pickup }]) => pickup !== undefined)
  if (picked.length > 0) sections.push(pickupTable(picked))
  if (goals.length > 0) sections.push(goalsTable(goals))
  return sections.join('\n\n')
}

const works = {
  bareMs: 'bare sharp: decode, mark, four renditions',
  encodeMs: 'our encoding: the same, with its guards',
  finishMs: 'our pipeline: encoding, four signatures, hashes',
  wholeMs: '**Parlor’s worker**, the whole photo',
}

function cpuTable(stores) {
  const rows = stores.flatMap(([store, { photos }]) => {
    const middle = (key) => median(photos.rounds.map((round) => round[key])).toFixed(0)
    return [
      ...Object.entries(works).map(([key, title]) => [
        `${title}, ${store}`,
        middle(key),
        ratio(photos.rounds, key).toFixed(2),
      ]),
      [`the database beside it, ${store}`, middle('databaseMs'), ''],
    ]
  })
  return `### CPU of a photo, 4 at once on one core\n\n${table(['', 'CPU ms', '× bare sharp'], rows)}`
}

function shareTable(stores) {
  const rows = stores.flatMap(([store, { photos }]) => [
    line(`one at a time, ${store}`, photos.alone),
    line(`4 under way, each 1 to 3 s at the provider, ${store}`, photos.share),
    line(`4 that are done at the same moment, ${store}`, photos.together),
  ])
  const head = [
    '',
    'photos',
    'ms p50',
    'p95',
    'most',
    'of p50: until the provider has it',
    'until it is seen done',
    'until it is fetched',
    'until it is ready',
  ]
  return `### From the order to the picture, beyond the provider’s time\n\n${table(head, rows)}`
}

function line(title, { count, p50Ms, p95Ms, mostMs, steps }) {
  const { begin, notice, fetch, finish } = steps
  return [title, count, ...[p50Ms, p95Ms, mostMs, begin, notice, fetch, finish].map((ms) => ms.toFixed(0))]
}

function memoryTable(stores, bare, many) {
  const row = (title, one) => [
    title,
    ...[one.beforeBytes, one.peakBytes, one.afterBytes].map((bytes) => (bytes / 1024 / 1024).toFixed(0)),
  ]
  const rows = [
    ...(bare === undefined ? [] : [row('bare sharp, 4 at once', bare)]),
    ...stores.map(([store, { photos }]) => row(`**Parlor’s worker**, ${store}`, photos.memory)),
  ]
  return `### Memory with ${many} photos asked for at once\n\n${table(['', 'RSS MB before', 'at most', 'after'], rows)}`
}

function pickupTable(stores) {
  const rows = stores.flatMap(([store, { pickup }]) =>
    ['bare', 'ours'].map((name) => {
      const middle = (key) => median(pickup.map((round) => round[name][key]))
      return [
        `${name === 'bare' ? 'bare BullMQ' : '**Parlor’s queue**'}, ${store}`,
        middle('p50Ms').toFixed(2),
        middle('p95Ms').toFixed(2),
      ]
    }),
  )
  return `### From adding a job to its handler\n\n${table(['', 'ms p50', 'p95'], rows)}`
}
