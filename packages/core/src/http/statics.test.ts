import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { serveForTest } from './serve-for-test.ts'

test('the index is served at the root, and asked for again each time', async (t) => {
  const { ask } = await serveFolder(t)

  const page = await ask('GET', '/')

  t.like(page, { status: 200, text: '<h1>Hello</h1>' })
  t.regex(page.type, /^text\/html/)
  t.is(page.headers.get('cache-control'), 'no-cache')
  t.regex(String(page.headers.get('content-security-policy')), /script-src 'self'/)
})

test('a file that did not change costs a 304', async (t) => {
  const { ask } = await serveFolder(t)
  const first = await ask('GET', '/app.js')
  const modified = String(first.headers.get('last-modified'))

  const again = await ask('GET', '/app.js', {
    headers: { 'if-modified-since': modified, 'cache-control': 'max-age=0' },
  })

  t.like(again, { status: 304, text: '' })
})

test('a file with a hash in its name is kept for a year', async (t) => {
  const { ask } = await serveFolder(t)

  const file = await ask('GET', '/app-3f9c2a1b.js')

  t.is(file.headers.get('cache-control'), 'public, max-age=31536000, immutable')
})

test('a page’s own paths get its index, missing files do not', async (t) => {
  const { ask } = await serveFolder(t)
  const accept = { accept: 'text/html,*/*' }

  t.is((await ask('GET', '/console/people/7', { headers: accept })).text, 'console')
  t.is((await ask('GET', '/console/missing.js', { headers: { accept: '*/*' } })).status, 404)
  t.is((await ask('GET', '/people/7', { headers: accept })).status, 404)
})

test('a folder’s address without its slash leads to the one with it', async (t) => {
  const { ask } = await serveFolder(t)

  const answer = await ask('GET', '/console')

  t.is(answer.status, 302)
  t.is(answer.headers.get('location'), '/console/')
  t.is((await ask('GET', '/console/')).text, 'console')
})

test('nothing outside the folder, hidden, or below /v1 is served', async (t) => {
  const { ask, reported } = await serveFolder(t)

  for (const path of [
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/%5c..%5csecret.txt',
    '/.hidden',
    '/%00',
    '/%E0%A4',
  ]) {
    const answer = await ask('GET', path)
    t.true(answer.status >= 400 && answer.status < 500, `${path}: ${answer.status}`)
  }
  t.like(await ask('GET', '/v1/about.txt'), { status: 404, type: 'application/problem+json' })
  t.is((await ask('POST', '/app.js', { body: {} })).status, 404)
  t.deepEqual(reported, [])
})

async function serveFolder(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'parlor-statics-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'public/v1'), { recursive: true })
  await mkdir(join(folder, 'console'))
  const files = {
    'secret.txt': 'secret',
    'public/index.html': '<h1>Hello</h1>',
    'public/app.js': '1',
    'public/app-3f9c2a1b.js': '2',
    'public/.hidden': 'secret',
    'public/v1/about.txt': 'about',
    'console/home.html': 'console',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return await serveForTest(t, {
    statics: [
      { prefix: '/console/', folder: join(folder, 'console'), index: 'home.html', spa: true },
      { prefix: '/', folder: join(folder, 'public') },
    ],
  })
}
