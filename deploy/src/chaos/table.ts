import type { Point } from './points.ts'
import type { Run } from './run.ts'

const heads = ['point', 'runs', 'blows', 'messages', 'photos', 'whole after: median', 'longest', 'result']

/** One line for each point, in the order in which they were met. */
export function tableOf(runs: readonly { readonly point: Point; readonly run: Run }[]): string {
  const names = [...new Set(runs.map(({ point }) => point.name))]
  const lines = names.map((name) => {
    const mine = runs.filter(({ point }) => point.name === name).map(({ run }) => run)
    const times = mine.map((run) => run.recoveryMs).toSorted((a, b) => a - b)
    const failed = mine.filter((run) => run.problems.length > 0).length
    const sum = (count: (run: Run) => number) => String(mine.reduce((total, run) => total + count(run), 0))
    return [
      name,
      String(mine.length),
      [...new Set(mine.flatMap((run) => run.faults.map((fault) => fault.blow)))].join(' '),
      sum((run) => run.messages),
      sum((run) => run.photos),
      seconds(times[Math.floor(times.length / 2)]),
      seconds(times.at(-1)),
      failed === 0 ? 'ok' : `${failed} FAILED`,
    ]
  })
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

function seconds(ms: number | undefined): string {
  return ms === undefined ? '' : `${(ms / 1000).toFixed(1)} s`
}
