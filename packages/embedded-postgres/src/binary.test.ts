import { chmod, cp, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import test, { type ExecutionContext } from 'ava'
import { type Binary, defaultSources, findBinary } from './binary.ts'
import { copyBinaries, embeddedFolder, linkLibraries } from './embedded-package.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { startOther, testFolder } from './process.test.fixture.ts'
import { serverUser } from './server-user.ts'

const isRoot = process.getuid?.() === 0
const say = (): void => undefined

/** The package as npm unpacks it: without links. */
async function realPackage(t: ExecutionContext): Promise<string> {
  const installed = embeddedFolder()
  if (installed === undefined) throw new Error('install with optional dependencies')
  const native = join(await testFolder(t), 'native')
  await cp(installed, native, { recursive: true, verbatimSymlinks: true })
  await cp(join(installed, '..', 'package.json'), join(native, '..', 'package.json'))
  const links: { target: string }[] = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { target } of links) await rm(join(native, '..', target), { force: true })
  return native
}

/** A package with one library, for what does not run it. */
async function smallPackage(t: ExecutionContext): Promise<string> {
  const native = join(await testFolder(t), 'native')
  await mkdir(join(native, 'lib'), { recursive: true })
  await writeFile(join(native, 'lib', 'libpq.so.5.18'), 'library')
  await writeFile(join(native, 'lib', 'zone'), 'UTC')
  const link = { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify([link]))
  await writeFile(join(native, '..', 'package.json'), '{"version": "18.4.0"}')
  return native
}

test.serial('runs a package whose install script was denied', async (t) => {
  const native = await realPackage(t)

  const sources = { native, folders: [] }
  const binary = await findBinary({ user: await serverUser(), major: undefined, sources, say })

  t.is(binary.postgres, join(native, 'bin', 'postgres'))
  t.true(binary.major >= 18)
})

test.serial('copies a package that it cannot write to or that its user cannot reach', async (t) => {
  const native = await realPackage(t)
  const temporary = await testFolder(t)
  await chmod(isRoot ? dirname(native) : join(native, 'lib'), isRoot ? 0o700 : 0o555)
  t.teardown(() => chmod(join(native, 'lib'), 0o755))

  const binary = (await startOther(t, ['find', native], { env: { TMPDIR: temporary } }).line()) as Binary

  t.true(binary.postgres.startsWith(temporary))
})

test.serial('makes a damaged copy anew and uses a whole one again', async (t) => {
  const native = await smallPackage(t)
  const temporary = await testFolder(t)
  const copy = await copyBinaries(native, temporary)
  const { ino } = await stat(copy)
  t.is((await stat(await copyBinaries(native, temporary))).ino, ino)
  await rm(join(copy, 'lib', 'zone'))

  await copyBinaries(native, temporary)

  t.true((await readdir(join(copy, 'lib'))).includes('zone'))
  t.is((await readdir(temporary)).length, 1)
})

test.serial('does not run a copy that others could have written', async (t) => {
  const native = await smallPackage(t)
  const temporary = await testFolder(t)
  await chmod(dirname(await copyBinaries(native, temporary)), 0o777)

  await t.throwsAsync(copyBinaries(native, temporary), { message: /belongs to another user/ })
})

test.serial('makes the links only once', async (t) => {
  const native = await smallPackage(t)

  t.true(await linkLibraries(native))
  t.true(await linkLibraries(native))

  await t.notThrowsAsync(stat(join(native, 'lib', 'libpq.so.5')))
})

test.serial('says all that it has tried when there is no PostgreSQL', async (t) => {
  const empty = join(await testFolder(t), 'empty')
  await mkdir(empty)

  const sources = { native: undefined, folders: [empty] }
  const error = await t.throwsAsync(findBinary({ user: undefined, major: undefined, sources, say }), {
    instanceOf: EmbeddedPostgresError,
  })

  t.is(error.code, 'no-binary')
  t.regex(error.message, /no package @embedded-postgres/)
  t.regex(error.hint, /DATABASE_URL/)
})

test.serial('takes an installed PostgreSQL where the package is missing', async (t) => {
  const native = await realPackage(t)
  await linkLibraries(native)

  const sources = { native: undefined, folders: [join(native, 'lib'), join(native, 'bin')] }
  const binary = await findBinary({ user: await serverUser(), major: undefined, sources, say })

  t.is(binary.postgres, join(native, 'bin', 'postgres'))
})

test.serial('looks for the package, then along the PATH', async (t) => {
  const sources = await defaultSources()

  t.is(sources.native, embeddedFolder())
  t.is(sources.folders[0], process.env['PATH']?.split(':')[0])
})
