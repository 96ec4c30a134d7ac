import { median } from '../measure/statistics.js'
import { scenarios } from '../part/turns.js'
import { titles } from '../target/targets.js'

/** All that was measured as a page of Markdown. */
export function markdown({ machine, turns, history, lengths, idle, slowReader, goals }) {
  const sections = [
    machine,
    ...Object.entries(turns).map(([name, rounds]) => turnsTable(scenarios[name].title, rounds)),
  ]
  if (history !== undefined) sections.push(historyTable(history, lengths))
  if (idle !== undefined) sections.push(idleTable(idle))
  if (slowReader !== undefined) sections.push(slowReaderTable(slowReader))
  if (goals.length > 0) sections.push(goalsTable(goals))
  return sections.join('\n\n')
}

function turnsTable(title, rounds) {
  const names = Object.keys(rounds[0])
  const middle = (name, key) => median(rounds.map((round) => round[name][key]))
  const against = (name, key) =>
    rounds[0].passthrough === undefined
      ? ''
      : median(rounds.map((round) => round[name][key] / round.passthrough[key])).toFixed(2)
  const rows = names.map((name) => [
    titles[name],
    middle(name, 'turnsPerSecond').toFixed(1),
    middle(name, 'cpuMsPerTurn').toFixed(2),
    against(name, 'cpuMsPerTurn'),
    against(name, 'turnsPerSecond'),
    `${middle(name, 'firstTextP50Ms').toFixed(1)} / ${middle(name, 'firstTextP99Ms').toFixed(0)}`,
    `${middle(name, 'turnP50Ms').toFixed(0)} / ${middle(name, 'turnP99Ms').toFixed(0)}`,
    middle(name, 'databaseCpuMsPerTurn').toFixed(2),
    middle(name, 'redisCpuMsPerTurn').toFixed(2),
    (middle(name, 'rssBytes') / 1024 / 1024).toFixed(0),
    middle(name, 'bytesToBrowser').toFixed(0),
    name === 'direct' ? '' : middle(name, 'loopDelayP99Ms').toFixed(0),
  ])
  const head = [
    '',
    'turns/s',
    'CPU ms a turn',
    '× pipe CPU',
    '× pipe turns/s',
    'first text ms p50 / p99',
    'turn ms p50 / p99',
    'database CPU ms',
    'Redis CPU ms',
    'RSS MB',
    'bytes to browser',
    'event loop delay p99 ms',
  ]
  return `### ${title}\n\n${table(head, rows)}`
}

function historyTable(rounds, lengths) {
  const names = ['parlor', 'ai-sdk'].filter((name) => rounds[0][`${name} ${lengths[0]}`] !== undefined)
  const middle = (name, length, key) => median(rounds.map((round) => round[`${name} ${length}`][key]))
  const rows = names.map((name) => [
    titles[name],
    ...lengths.map((length) => middle(name, length, 'cpuMsPerTurn').toFixed(2)),
    ...lengths.map((length) => middle(name, length, 'databaseCpuMsPerTurn').toFixed(2)),
    (middle(name, lengths.at(-1), 'bytesFromBrowser') / 1024).toFixed(1),
  ])
  const head = [
    '',
    ...lengths.map((length) => `CPU ms a turn after ${length} messages`),
    ...lengths.map((length) => `database, ${length}`),
    'KB from the browser at most',
  ]
  return `### Earlier messages\n\n${table(head, rows)}`
}

function idleTable({ connections, bare, parlor }) {
  const row = (title, one) => [title, one.rssKb.toFixed(1), one.heapKb.toFixed(1), one.openUs.toFixed(0)]
  const head = ['', 'RSS KB each', 'of it heap KB', 'CPU µs to open']
  return `### ${connections} idle event streams\n\n${table(head, [row('bare node:http', bare), row(titles.parlor, parlor)])}`
}

function slowReaderTable({ readers, events, sizeBytes, bare, parlor }) {
  const mib = (bytes) => (bytes / 1024 / 1024).toFixed(2)
  const head = [
    '',
    'MiB held for each, at most',
    'peak with garbage',
    'dropped',
    'after s',
    'events missed',
    'events twice',
  ]
  const rows = [
    ['bare node:http', mib(bare.heldBytesPerClient), mib(bare.peakBytesPerClient), bare.dropped, '', '', ''],
    [
      titles.parlor,
      mib(parlor.heldBytesPerClient),
      mib(parlor.peakBytesPerClient),
      parlor.dropped,
      (parlor.dropMs / 1000).toFixed(0),
      parlor.missing,
      parlor.repeated,
    ],
  ]
  const megabytes = ((events * sizeBytes) / 1e6).toFixed(0)
  return `### ${readers} readers who never read, ${megabytes} MB written for each\n\n${table(head, rows)}`
}

export function goalsTable(goals) {
  const rows = goals.map(({ what, measured, goal, isMet }) => [
    what,
    measured.toFixed(2),
    goal,
    isMet ? 'ok' : '**not met**',
  ])
  return `### Goals\n\n${table(['', 'measured', 'goal', ''], rows)}`
}

export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join(
    '\n',
  )
}
