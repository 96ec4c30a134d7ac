import { EventEmitter, once } from 'node:events'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import test from 'ava'
import Koa from 'koa'
import { listen } from './listen.ts'

const local = { host: '127.0.0.1', port: 0 }

test('a port in use is refused with what to do about it', async (t) => {
  const first = await listen(new Koa(), local)
  t.teardown(() => first.close())

  const error = await t.throwsAsync(listen(new Koa(), { ...local, port: first.port }))

  t.regex(
    String(error?.message),
    new RegExp(`^Port ${first.port} is taken .*PORT=${first.port + 1} npm start$`),
  )
})

test('closing lets the answer under way finish, and does not wait for kept-alive connections', async (t) => {
  const underWay = new EventEmitter()
  const app = new Koa()
  app.use(async (ctx) => {
    setImmediate(() => underWay.emit('asked'))
    await once(underWay, 'finish')
    ctx.body = 'done'
  })
  const server = await listen(app, local)
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const asked = new Promise<string>((resolve, reject) => {
    const asking = request(server.url, { agent }, (response) => {
      response.setEncoding('utf8').on('data', resolve)
    })
    asking.on('error', reject).end()
  })
  await once(underWay, 'asked')

  const closed = server.close()
  underWay.emit('finish')

  t.is(await asked, 'done')
  await closed
  await t.throwsAsync(fetch(server.url))
})

test('closing does not wait for a connection that was made in advance, and may be asked for twice', async (t) => {
  const server = await listen(new Koa(), local)
  const socket = connect(server.port, '127.0.0.1')
  t.teardown(() => void socket.destroy())
  socket.resume()
  await once(socket, 'connect')

  const gone = once(socket, 'close')
  await Promise.all([server.close(), server.close()])
  await gone

  t.pass()
})

test('the address can be opened, whatever it was bound to', async (t) => {
  const server = await listen(new Koa(), { host: '0.0.0.0', port: 0 })
  t.teardown(() => server.close())

  t.is(server.url, `http://localhost:${server.port}`)
})

test('headers over 16 KB are refused', async (t) => {
  const server = await listen(new Koa(), local)
  t.teardown(() => server.close())

  t.is(
    (await fetch(server.url, { headers: { connection: 'close', 'x-long': 'x'.repeat(17 * 1024) } })).status,
    431,
  )
})
