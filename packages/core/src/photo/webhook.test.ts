import type { ImageProvider, ImageState, Json } from '@parlor/plugin-kit'
import test, { type ExecutionContext } from 'ava'
import { chatting, openDoor, plainPainter, stopPostgres } from '../test-platform.ts'
import { isReachable } from './webhook-url.ts'

test.after.always(stopPostgres)

const handle = { job: 'mine' }

/** Chat photos are running until `finish`; each start says where it was to call back. */
function callingPainter(options: { readonly answer?: Promise<void> } = {}) {
  const painter = plainPainter()
  const addresses: string[] = []
  const started = openDoor()
  let done = false
  const polls: Json[] = []
  const imageProvider: ImageProvider = {
    ...painter,
    async start(request, call) {
      if (request.references.length === 0) return await painter.start(request, call)
      addresses.push(request.webhookUrl ?? '')
      started.open()
      await options.answer
      // So late a look would fail the test by its time: only the webhook can have woken it.
      return { status: 'running', handle, pollAfterMs: 3_600_000 }
    },
    async poll(of, call) {
      if (of !== null && typeof of === 'object' && 'seed' in of)
        return (await painter.poll?.(of, call)) ?? { status: 'running', handle: of }
      polls.push(of)
      return done
        ? ((await painter.poll?.({ seed: 1, size: '64x80' }, call)) as ImageState)
        : { status: 'running', handle: of, pollAfterMs: 3_600_000 }
    },
    webhook: {
      verify: ({ headers, raw }) =>
        headers.get('x-signature') === 'right'
          ? { body: JSON.parse(Buffer.from(raw).toString()) }
          : 'refused',
      read(body) {
        const { model, state } = body as { model: string; state: ImageState }
        if (state === undefined) throw new Error('no state')
        return model === 'ours' ? state : undefined
      },
    },
  }
  return { imageProvider, addresses, polls, started: started.opened, finish: () => void (done = true) }
}

async function photographed(t: ExecutionContext, painter: ReturnType<typeof callingPainter>) {
  const chat = await chatting(t, painter, { settings: { publicUrl: 'https://parlor.example.com' } })
  return chat
}
void photographed

test('an address is reachable when it is https and of no local host', (t) => {
  const reachable = ['https://parlor.example.com', 'https://8.8.8.8:8443/base']
  const local = [
    'http://parlor.example.com',
    'https://localhost:3000',
    'https://127.0.0.1',
    'https://10.1.2.3',
    'https://172.20.0.1',
    'https://192.168.1.1',
    'https://[::1]',
    'https://box.local',
  ]

  t.deepEqual([...reachable, ...local].filter(isReachable), reachable)
})
