// `npm start`: builds what changed, then runs Parlor in this very process, so that signals reach it.
import { spawnSync } from 'node:child_process'

console.log('Building what has changed')
const build = spawnSync('npm', ['run', 'build', '--silent'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (build.status !== 0) process.exit(build.status ?? 1)

process.argv = [...process.argv.slice(0, 2), 'start', ...process.argv.slice(2)]
await import('../packages/core/bin/parlor.js')
