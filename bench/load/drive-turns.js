/**
 * Lets every client do one turn after the other, first to warm up, then within the window that counts.
 * `around` is called at its beginning and returns what is called at its end.
 */
export async function driveTurns(clients, { warmMs, windowMs, around = async () => async () => ({}) }) {
  let state = 'warming'
  const turns = []
  const loop = async (client) => {
    while (state !== 'over') {
      const turn = await client.turn()
      if (state === 'counting') turns.push(turn)
    }
  }
  const loops = clients.map(loop)
  // Whoever fails ends the measuring at once.
  const failure = Promise.race(loops)
  const wait = async (ms) => await Promise.race([failure, new Promise((resolve) => setTimeout(resolve, ms))])
  try {
    await wait(warmMs)
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
