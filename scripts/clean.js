// Removes what a build made. A stale `*.test.js` after a rename would still run, so tests begin here.
import { readdirSync, rmSync } from 'node:fs'

const folders = ['deploy', ...readdirSync('packages').map((name) => `packages/${name}`)]
for (const folder of folders) {
  rmSync(`${folder}/dist`, { recursive: true, force: true })
  rmSync(`${folder}/tsconfig.tsbuildinfo`, { force: true })
}
rmSync('coverage', { recursive: true, force: true })
