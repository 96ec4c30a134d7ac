import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'

const module = fileURLToPath(new URL('log.js', import.meta.url))

/** A process that logs as a deployment in production does, whenever it is told to, and ends when told `end`. */
async function logging(t: ExecutionContext) {
  const program = `
    const { createLog } = await import(${JSON.stringify(module)})
    const log = createLog('info', { isPretty: false })
    process.on('message', (word) => {
      if (word === 'end') process.exit(0)
      log.info(word)
      process.send('logged')
    })
    process.send('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  await once(child, 'message')
  return {
    stderr: child.stderr,
    say: async (word: string) => {
      const logged = once(child, 'message')
      child.send(word)
      await logged
    },
    end: async () => {
      child.send('end')
      return await once(child, 'exit')
    },
  }
}

test('what waits to be written is written when the process exits', async (t) => {
  const { stderr, say, end } = await logging(t)
  if (stderr === null) return t.fail('a pipe was asked for')
  const lines = stderr.setEncoding('utf8').toArray()

  await say('first')
  await say('second')
  const [code] = await end()

  t.is(code, 0)
  const messages = (await lines)
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg)
  t.deepEqual(messages, ['first', 'second'])
})

for (const words of [['into the void'], ['x'.repeat(5000), 'into the void']]) {
  test(`a process whose log nobody reads any more goes on, and exits, after ${words.length} lines`, async (t) => {
    const { stderr, say, end } = await logging(t)
    stderr?.destroy()

    for (const word of words) await say(word)

    t.deepEqual(await end(), [0, null])
  })
}
