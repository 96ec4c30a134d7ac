import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What the tests need besides Node: found, or installed where the machine allows it, or an error that says how. */
const programs = {
  chromium: {
    what: 'The browser test needs Chromium',
    variable: 'CHROMIUM',
    places: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    packages: ['chromium', 'fonts-dejavu-core'],
  },
  redis: {
    what: 'The tests of several processes need Redis',
    variable: 'REDIS_SERVER',
    places: ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
    packages: ['redis-server'],
  },
}

/** The paths of all of them, by the variables that the tests read: `{ CHROMIUM, REDIS_SERVER }`. */
export function findPrograms() {
  const missing = Object.values(programs).filter((program) => find(program) === undefined)
  if (missing.length > 0 && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'))
    install(missing.flatMap((program) => program.packages))
  return Object.fromEntries(
    Object.values(programs).map((program) => {
      const path = find(program)
      if (path !== undefined) return [program.variable, path]
      const [name] = program.packages
      throw new Error(
        `${program.what}. Install it (Debian: sudo apt-get install ${name}), or name one: ${program.variable}=/path/to/it npm test`,
      )
    }),
  )
}

function find({ variable, places }) {
  return [process.env[variable], ...places].find((place) => place !== undefined && existsSync(place))
}

function install(packages) {
  console.log(`Installing with apt-get what is missing: ${packages.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  try {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    })
  } catch (cause) {
    throw new Error(`apt-get could not install ${packages.join(', ')}`, { cause })
  }
}
