// Loaded into a measured process before its own code; answers questions that only the process itself can, and those
// that its own code puts into `globalThis.benchAnswers`.
import { writeFile } from 'node:fs/promises'
import { Session } from 'node:inspector/promises'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 10 })
let profiler

process.on('message', (message) => void answer(message))
// Only whoever started it needs the channel: it keeps no process alive. Without a parent none lives on.
process.channel?.unref()
process.once('disconnect', () => process.exit())

async function answer({ id, question, file }) {
  const ask = answers[question] ?? globalThis.benchAnswers?.[question]
  process.send({ id, answer: await ask?.(file) })
}

const answers = {
  async snapshot(file) {
    const v8 = await import('node:v8')
    v8.writeHeapSnapshot(file)
  },
  /** Memory once garbage is gone. */
  async memory() {
    for (let round = 0; round < 3; round++) {
      globalThis.gc()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return process.memoryUsage()
  },
  async watchDelay() {
    delay.reset()
    delay.enable()
  },
  async delay() {
    delay.disable()
    return { p99Ms: delay.percentile(99) / 1e6 }
  },
  async sockets() {
    return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length
  },
  async startProfile() {
    profiler = new Session()
    profiler.connect()
    await profiler.post('Profiler.enable')
    await profiler.post('Profiler.setSamplingInterval', { interval: 200 })
    await profiler.post('Profiler.start')
  },
  async saveProfile(file) {
    const { profile } = await profiler.post('Profiler.stop')
    profiler.disconnect()
    await writeFile(file, JSON.stringify(profile))
  },
}
