import type { Planned } from './plan.ts'
import type { Run } from './run.ts'

export type Done = Planned & { readonly run: Run }

const heads = [
  'point',
  'runs',
  'blows',
  'messages',
  'photos',
  'late writes refused',
  'whole after: median',
  'longest',
  'result',
]

/** One line for each point, in their order, and one for all. */
export function tableOf(done: readonly Done[]): string {
  const names = [...new Set(done.map(rowOf))]
  const lines = names.map((name) =>
    lineOf(
      name,
      done.filter((one) => rowOf(one) === name),
    ),
  )
  lines.push(lineOf('all', done))
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...lines.map((line) => (line[column] ?? '').length)),
  )
  const print = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [heads, widths.map((width) => '-'.repeat(width)), ...lines].map(print).join('\n')
}

/** What a provider lets one do is a case of its own. */
const rowOf = ({ fault, provider }: Done) => `${fault.point.name}${provider === 'finds' ? ' (finds)' : ''}`

function lineOf(name: string, done: readonly Done[]): readonly string[] {
  const times = done.map((one) => one.run.recoveryMs).toSorted((a, b) => a - b)
  const failed = done.filter((one) => one.run.problems.length > 0).length
  const sum = (count: (run: Run) => number) => String(done.reduce((total, one) => total + count(one.run), 0))
  return [
    name,
    String(done.length),
    [...new Set(done.map((one) => one.fault.blow))].toSorted().join(' '),
    sum((run) => run.messages),
    sum((run) => run.photos),
    sum((run) => run.refused),
    seconds(times[Math.floor(times.length / 2)]),
    seconds(times.at(-1)),
    failed === 0 ? 'ok' : `${failed} FAILED`,
  ]
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s`
}
