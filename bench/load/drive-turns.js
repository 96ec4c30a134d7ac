/** Nobody is warmed up longer than this. */
const maxWarmMs = 20_000

/**
 * Lets every client do one turn after the other, first to warm up (so long, and so many turns), then within the
 * window that counts.
 * `around` is called at its beginning and returns what is called at its end.
 */
export async function driveTurns(
  clients,
  { warmMs, warmTurns = 0, windowMs, around = async () => async () => ({}) },
) {
  let state = 'warming'
  const turns = []
  let warmed = 0
  const loop = async (client) => {
    while (state !== 'over') {
      const turn = await client.turn()
      warmed++
      if (state === 'counting') turns.push(turn)
    }
  }
  const loops = clients.map(loop)
  // Whoever fails ends the measuring at once.
  const failure = Promise.race(loops)
  const wait = async (ms) => await Promise.race([failure, new Promise((resolve) => setTimeout(resolve, ms))])
  try {
    const warmFrom = performance.now()
    await wait(warmMs)
    while (warmed < warmTurns && performance.now() - warmFrom < maxWarmMs) await wait(100)
    const end = await around()
    state = 'counting'
    const startedAt = performance.now()
    await wait(windowMs)
    const seconds = (performance.now() - startedAt) / 1000
    state = 'over'
    return { turns, seconds, ...(await end()) }
  } finally {
    state = 'over'
    await Promise.allSettled(loops)
  }
}
