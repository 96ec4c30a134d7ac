import test from 'ava'
import { PlatformError } from '../platform-error.ts'
import { uploadGate } from './upload-gate.ts'

test('a network has its share of the places, all have no more than there are, and who leaves makes room', async (t) => {
  const enter = uploadGate({ all: 3, each: 2 })
  const leave: (() => void)[] = []
  const stay = async () => await new Promise<void>((resolve) => leave.push(resolve))
  const code = async (ip: string) => {
    const error = await t.throwsAsync(enter(ip, stay), { instanceOf: PlatformError })
    t.true(Number(error.retryAfterSeconds) > 0)
    return error.code
  }

  const inside = [enter('192.0.2.1', stay), enter('192.0.2.1', stay)]
  t.is(await code('192.0.2.1'), 'rate-limited')
  inside.push(enter('192.0.2.2', stay))
  t.is(await code('192.0.2.3'), 'unavailable')
  // An IPv6 customer has billions of addresses, in one network.
  leave.shift()?.()
  await inside.shift()
  inside.push(enter('2001:db8:1:1::1', stay))
  t.is(await code('192.0.2.3'), 'unavailable')

  for (const go of leave) go()
  await Promise.all(inside)
  t.is(await enter('192.0.2.3', async () => 'in'), 'in')
})
