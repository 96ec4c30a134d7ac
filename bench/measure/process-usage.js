import { readFileSync, readdirSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second for every program, whatever its own clock does. */
const msPerTick = 10

/** User and system time of the processes and all that they have started, dead ones included. */
export function cpuMs(pids) {
  const parents = readAll()
  let ticks = 0
  for (const pid of withChildren(pids, parents)) ticks += parents.get(pid)?.ticks ?? 0
  return ticks * msPerTick
}

/** Resident memory of the processes themselves. */
export function residentBytes(pids) {
  let kilobytes = 0
  for (const pid of pids) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0)
  }
  return kilobytes * 1024
}

function withChildren(pids, all) {
  const found = new Set(pids)
  // A child has been started after its parent, but numbers begin anew some day: look until nothing is added.
  for (let size = 0; size !== found.size;) {
    size = found.size
    for (const [pid, { parent }] of all) if (found.has(parent)) found.add(pid)
  }
  return found
}

function readAll() {
  const all = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      // The name stands in brackets and may hold anything; what follows are numbers. See proc(5).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
      all.set(Number(name), { parent: Number(fields[1]), ticks })
    } catch {
      // It has ended meanwhile; its parent has its time.
    }
  }
  return all
}
