import { createServer } from 'node:http'

/** Serves on a free port of this machine, which is told to the parent process. */
export async function serve(answer) {
  const server = createServer((request, response) => void answer(request, response))
  // As long as ours: no connection is made anew between two turns.
  server.keepAliveTimeout = 65_000
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.send({ port: server.address().port })
}
