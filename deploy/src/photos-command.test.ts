import test from 'ava'
import { personAt, walkToChat } from './person.ts'
import { dataFolder, runParlor, startParlor } from './running-parlor.ts'

test('an operator turns photos off beside a running Parlor, finds what died of it, and asks for it again', async (t) => {
  const env = { PARLOR_DATA: await dataFolder(t) }
  const parlor = await startParlor(t, env)
  const person = personAt(parlor.url)
  await walkToChat(person)
  const run = async (...args: string[]) => await runParlor(args, env)

  t.is((await run('switch', 'off', 'provider:sandbox', '--reason', 'it paints badly')).code, 0)
  t.regex((await run('doctor')).output, /provider:sandbox .* it paints badly\n/)
  await person.call('POST', '/v1/avatar/reference', {})
  const isLast = (state: string) => (body: { looks: { state: string }[] }) =>
    body.looks.at(-1)?.state === state
  const { looks } = await person.until('/v1/avatar', isLast('failed'))
  const { id } = looks.at(-1)

  t.regex(
    (await run('photos', 'dead')).output,
    new RegExp(`^photo .*\n${id} .* reference .* switched-off +0\n$`),
  )
  t.like(await run('photos', 'show', 'nothing'), { code: 1, output: 'There is no photo nothing\n' })
  t.is((await run('switch', 'on', 'provider:sandbox')).code, 0)
  const retried = JSON.parse((await run('photos', 'retry', id, '--json')).output)
  t.like(retried, { retryOf: id, state: 'queued' })
  await person.until('/v1/avatar', isLast('ready'))

  t.regex((await run('photos', 'show', retried.id)).output, /instead of [^]*1 .* sandbox .* done/)
})
