// AVA loads this before each test file. A file whose tests have ended, but which something keeps alive, would
// hold up the whole run until AVA's timeout: it ends here, and AVA names it as failed.
import { registerCompletionHandler } from 'ava'

/** Much longer than a pool, a server or BullMQ's own pauses need on a busy machine. */
const patienceMs = 30_000

registerCompletionHandler(() => {
  setTimeout(() => {
    const alive = process.getActiveResourcesInfo().join(', ')
    console.error(
      `The tests of this file have ended, but after ${patienceMs / 1000} s it still holds: ${alive}`,
    )
    process.exit(1)
  }, patienceMs).unref()
})
