import { cores } from '../measure/pin.js'
import { startProcess } from '../measure/start-process.js'

/** How long a job waits for its handler, on our queue and on bare BullMQ with the same store. */
export async function measurePickup({ places, rounds, count }) {
  const runner = await startProcess('../photo/pickup.js', {
    core: cores.measured,
    env: { BENCH: JSON.stringify(places) },
    isReady: (said) => said.isReady,
  })
  try {
    const each = []
    for (let round = 0; round < rounds; round++) each.push(await runner.ask('run', { count }))
    return each
  } finally {
    await runner.stop()
  }
}
