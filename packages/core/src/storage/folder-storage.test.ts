import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { PlatformError } from '../platform-error.ts'
import { folderStorage } from './folder-storage.ts'
import { storageSuite } from './storage-suite-for-test.ts'

const mime = 'application/octet-stream'
const bytes = (text: string) => new TextEncoder().encode(text)

storageSuite('folder', async (t) => (await testStorage(t)).storage)

test('shows the old object or the new one while it is being replaced, never a part', async (t) => {
  const { storage } = await testStorage(t)
  const versions = ['a', 'b'].map((letter) => bytes(letter.repeat(3_000_000)))
  await storage.put('key', bytes('a'.repeat(3_000_000)), { mime })

  const writing = Promise.all(versions.map((version) => storage.put('key', version, { mime })))
  const seen = await Promise.all(Array.from({ length: 8 }, () => storage.get('key')))
  await writing

  t.true(seen.every((read) => versions.some((version) => Buffer.compare(read, version) === 0)))
})

test('leaves no half object under the key when the process is killed in mid-write', async (t) => {
  const { folder, storage } = await testStorage(t)
  const sizeBytes = 300_000_000
  const program = `
    import { folderStorage } from ${JSON.stringify(new URL('folder-storage.js', import.meta.url).href)}
    const writing = folderStorage({ folder: ${JSON.stringify(folder)} }).put('key', Buffer.alloc(${sizeBytes}), { mime: '' })
    console.log('writing')
    await writing`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))

  await once(child.stdout, 'data')
  await draftAppears(folder)
  child.kill('SIGKILL')
  await once(child, 'exit')

  const isWhole = (await storage.exists('key')) && (await storage.size('key')) === sizeBytes
  t.true(isWhole || !(await storage.exists('key')))
})

test('sweeps what killed processes left, but not what is young', async (t) => {
  const { folder, storage } = await testStorage(t)
  await mkdir(join(folder, '.unfinished'))
  await writeFile(join(folder, '.unfinished', 'old'), 'half')
  await writeFile(join(folder, '.unfinished', 'young'), 'half')
  await utimes(join(folder, '.unfinished', 'old'), new Date(0), new Date(0))

  await storage.put('key', bytes('x'), { mime })

  t.deepEqual(await readdir(join(folder, '.unfinished')), ['young'])
})

if (process.platform !== 'win32') {
  test('lets nobody else on the machine look at what is stored', async (t) => {
    const { folder, storage } = await testStorage(t)
    const mode = async (path: string) => (await stat(join(folder, path))).mode & 0o777

    await storage.put('photos/p1/original', bytes('x'), { mime })

    t.is(await mode('photos'), 0o700)
    t.is(await mode('photos/p1/original'), 0o600)
  })
}

test('is ready when it can be written, and leaves no trace of the check', async (t) => {
  const { folder, storage } = await testStorage(t)

  await storage.check()

  t.deepEqual(await readdir(join(folder, 'check')), [])
})

test('is not ready when its folder cannot be one', async (t) => {
  const { folder } = await testStorage(t)
  await writeFile(join(folder, 'file'), '')
  const storage = folderStorage({ folder: join(folder, 'file') })

  await t.throwsAsync(storage.check(), { instanceOf: PlatformError, code: 'unavailable' })
})

async function testStorage(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-storage-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return { folder, storage: folderStorage({ folder }) }
}

async function draftAppears(folder: string): Promise<void> {
  const drafts = () => readdir(join(folder, '.unfinished')).catch(() => [])
  while ((await drafts()).length === 0) await new Promise((resolve) => setImmediate(resolve))
}
