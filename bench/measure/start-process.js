import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { pin } from './pin.js'

const probe = new URL('probe.js', import.meta.url).href

/**
 * Starts a Node process with the probe in it, bound to a core. Resolves when `isReady` sees the line or the
 * message that tells so; `ready` is what `isReady` made of it.
 */
export async function startProcess(file, { args = [], env = {}, cwd, core, isReady }) {
  const { PATH, HOME } = process.env
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    cwd,
    env: { PATH, HOME, NODE_ENV: 'production', ...env },
    execArgv: ['--expose-gc', '--import', probe],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  const waiting = new Map()
  let questions = 0
  const ready = new Promise((resolve, reject) => {
    const look = (said) => {
      const found = isReady(said)
      if (found) resolve(found)
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output = (output + chunk).slice(-20_000)
        look(output)
      })
    }
    child.on('message', (message) => {
      if (message.id === undefined) return look(message)
      waiting.get(message.id)?.(message.answer)
      waiting.delete(message.id)
    })
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}:\n${output}`)))
  })
  pin(child.pid, core)
  return {
    pid: child.pid,
    ready: await ready,
    output: () => output,
    /** Asks the probe. */
    async ask(question, file) {
      const id = ++questions
      const answer = new Promise((resolve) => waiting.set(id, resolve))
      child.send({ id, question, file })
      return await answer
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await ended
      clearTimeout(patience)
    },
  }
}
