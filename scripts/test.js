// `npm test`: builds afresh, lints, runs every test with coverage, and ends with one line that counts them.
// Arguments are passed on to AVA: npm test -- packages/core/dist/main-path.test.js
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findPrograms } from './find-program.js'

const bin = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))

let programs
try {
  programs = findPrograms()
} catch (error) {
  console.error(error.message)
  process.exit(1)
}

await run(process.execPath, ['scripts/clean.js'])
await run('npm', ['run', 'build', '--silent'])
if (process.argv.length === 2) {
  await run(bin('oxlint'), ['--type-aware'])
  await run(bin('oxfmt'), ['--check'])
}
const ava = [bin('ava'), ...process.argv.slice(2)]
const coverage = [
  bin('c8'),
  '--reporter=text-summary',
  '--reporter=lcovonly',
  '--exclude-after-remap',
  '--exclude=**/*.test.*',
  '--exclude=**/dist/bundle/**',
]
const { code, output } = await run(
  coverage[0],
  [...coverage.slice(1), ...ava],
  { ...process.env, ...programs },
  false,
)

const count = (pattern) => Number(pattern.exec(output)?.[1] ?? 0)
// AVA names the number of passed tests only when none failed, so they are counted by their marks.
const passed = output.match(/^\s*[✔√] /gm)?.length ?? 0
const failed =
  count(/(\d+) tests? failed/) + count(/(\d+) uncaught exceptions?/) + count(/(\d+) unhandled rejections?/)
const skipped = count(/(\d+) tests? skipped/)
// A run that broke without naming a test has failed all the same.
const failures = code === 0 ? failed : Math.max(1, failed)
console.log(`${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failures === 0 && passed > 0 ? 0 : 1)

/** Runs a command with its output shown, and kept. Ends this process when it fails, unless told otherwise. */
async function run(command, args, env = process.env, mustSucceed = true) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
    process.stdout.write(chunk)
  })
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0 && mustSucceed) {
    console.error(`${command} ${args.join(' ')} ended with ${code}`)
    process.exit(1)
  }
  return { code, output }
}
