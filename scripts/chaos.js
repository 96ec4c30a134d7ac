// `npm run chaos`: builds what changed, then breaks Parlor at every named point. Try: npm run chaos -- --help
import { spawnSync } from 'node:child_process'
import { findPrograms } from './find-program.js'

Object.assign(process.env, findPrograms())
const build = spawnSync('npm', ['run', 'build', '--silent'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (build.status !== 0) process.exit(build.status ?? 1)
await import('../deploy/dist/chaos/main.js')
