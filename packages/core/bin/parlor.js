#!/usr/bin/env node
// A committed file: npm does not link a bin that points into a folder that is not built yet.
import { existsSync } from 'node:fs'

const main = new URL('../dist/cli/main.js', import.meta.url)
if (!existsSync(main)) {
  console.error('Parlor is not built yet. Run: npm run build')
  process.exit(1)
}
// `parlor audit export | head`: whoever read it has gone, and has what was wanted.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1))
const { main: run } = await import(main.href)
process.exitCode = await run(process.argv.slice(2), { print: console.log, printError: console.error })
