// `npm run bench:turn` and `bench:photo`: builds what changed, installs what a benchmark alone needs, and runs it.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const bench = fileURLToPath(new URL('../bench', import.meta.url))
const [name, ...args] = process.argv.slice(2)

run('npm', ['run', 'build', '--silent'])
// Photos are compared with libraries that we use ourselves.
if (name !== 'photo' && !isInstalled()) run('npm', ['ci', '--prefix', bench, '--ignore-scripts'])
const { status } = spawnSync(process.execPath, [`${bench}/${name}.js`, ...args], { stdio: 'inherit' })
process.exit(status ?? 1)

/** npm writes down what it has installed; older than the lockfile, it is not what is wanted. */
function isInstalled() {
  const installed = `${bench}/node_modules/.package-lock.json`
  return (
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${bench}/package-lock.json`).mtimeMs
  )
}

function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) process.exit(status ?? 1)
}
