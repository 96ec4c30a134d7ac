import { buffer } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import { PlatformError } from '../platform-error.ts'
import type { Storage } from './storage.ts'

const mime = 'application/octet-stream'
const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array) => Buffer.from(value).toString()

/** What every storage does alike. */
export function storageSuite(name: string, open: (t: ExecutionContext) => Promise<Storage>): void {
  test(`${name}: gives back what was put, whole and as a stream`, async (t) => {
    const storage = await open(t)

    await storage.put('photos/p1/original', bytes('a picture'), { mime })

    t.is(text(await storage.get('photos/p1/original')), 'a picture')
    t.is(text(await buffer(await storage.stream('photos/p1/original'))), 'a picture')
    t.is(await storage.size('photos/p1/original'), 9)
    t.true(await storage.exists('photos/p1/original'))
  })

  test(`${name}: keeps an empty object empty`, async (t) => {
    const storage = await open(t)

    await storage.put('empty', new Uint8Array(), { mime })

    t.is((await storage.get('empty')).length, 0)
  })

  test(`${name}: replaces what was there`, async (t) => {
    const storage = await open(t)
    await storage.put('key', bytes('the first, which is longer'), { mime })

    await storage.put('key', bytes('the second'), { mime })

    t.is(text(await storage.get('key')), 'the second')
  })

  test(`${name}: says not-found for a key that is missing or only a prefix`, async (t) => {
    const storage = await open(t)
    await storage.put('photos/p1/image', bytes('x'), { mime })

    await t.throwsAsync(storage.get('nothing/here'), { instanceOf: PlatformError, code: 'not-found' })
    await t.throwsAsync(storage.stream('nothing/here'), { instanceOf: PlatformError, code: 'not-found' })
    await t.throwsAsync(storage.size('nothing/here'), { instanceOf: PlatformError, code: 'not-found' })
    await t.throwsAsync(storage.get('photos/p1'), { instanceOf: PlatformError, code: 'not-found' })
    await t.throwsAsync(storage.stream('photos/p1'), { instanceOf: PlatformError, code: 'not-found' })
    t.false(await storage.exists('photos/p1'))
  })

  test(`${name}: removes, and removing again is no failure`, async (t) => {
    const storage = await open(t)
    await storage.put('key', bytes('x'), { mime })

    await storage.remove('key')
    await storage.remove('key')

    t.false(await storage.exists('key'))
  })

  for (const key of [
    '',
    '../secret',
    'a/../../b',
    '/etc/passwd',
    'a//b',
    'a/',
    '.unfinished/x',
    'a\\b',
    'a\0b',
    'a b',
    'a\n',
  ]) {
    test(`${name}: refuses ${JSON.stringify(key)} as a key`, async (t) => {
      const storage = await open(t)

      await t.throwsAsync(storage.put(key, bytes('x'), { mime }), {
        instanceOf: PlatformError,
        code: 'validation',
      })
      await t.throwsAsync(storage.get(key), { instanceOf: PlatformError, code: 'validation' })
      await t.throwsAsync(storage.remove(key), { instanceOf: PlatformError, code: 'validation' })
    })
  }

  test(`${name}: gives a part of an object, both ends counted in`, async (t) => {
    const storage = await open(t)
    await storage.put('key', bytes('0123456789'), { mime })
    const part = async (start: number, end: number) =>
      text(await buffer(await storage.stream('key', { start, end })))

    t.is(await part(0, 1), '01')
    t.is(await part(3, 5), '345')
    t.is(await part(9, 9), '9')
    await t.throwsAsync(storage.stream('nothing/here', { start: 0, end: 0 }), { code: 'not-found' })
  })

  test(`${name}: a reader that leaves is no failure`, async (t) => {
    const storage = await open(t)
    await storage.put('key', new Uint8Array(3_000_000), { mime })

    const stream = await storage.stream('key')
    stream.destroy()

    t.is(await storage.size('key'), 3_000_000)
  })

  test(`${name}: is ready when it can be written and read`, async (t) => {
    const storage = await open(t)

    await t.notThrowsAsync(storage.check())
  })
}
