import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** The browser of the end-to-end test: found, or installed where the machine allows it, or an error that says how. */
export function findChromium() {
  const found = places.find((place) => place !== undefined && existsSync(place))
  if (found !== undefined) return found
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('Chromium is missing: installing it with apt-get')
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    try {
      execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env: environment })
      execFileSync(
        'apt-get',
        ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
        {
          stdio: ['ignore', 'ignore', 'inherit'],
          env: environment,
        },
      )
    } catch (cause) {
      throw new Error('apt-get could not install chromium', { cause })
    }
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium'
  }
  throw new Error(
    'The browser test needs Chromium. Install it (Debian: sudo apt-get install chromium), or name one: CHROMIUM=/path/to/chrome npm test',
  )
}
