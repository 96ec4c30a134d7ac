import test from 'ava'
import type { Page } from 'playwright-core'
import { personAt, walkToChat } from '../person.ts'
import { dataFolder, startParlor } from '../running-parlor.ts'
import { openBrowser } from './open-browser.ts'

/** HTTP/1.1 gives a browser six connections to one address: with a stream for each, the seventh tab would hang. */
const tabs = 8

test('eight tabs share one stream, also when the one that reads is closed', async (t) => {
  const parlor = await startParlor(t, { PARLOR_DATA: await dataFolder(t) })
  const person = personAt(parlor.url)
  await walkToChat(person)
  const { page, complaints } = await openBrowser(t)
  const context = page.context()
  const [name, value] = person.cookie().split('=')
  await context.addCookies([{ name: name ?? '', value: decodeURIComponent(value ?? ''), url: parlor.url }])
  let opened = 0
  context.on('request', (request) => {
    if (/\/stream(\?|$)/.test(request.url())) opened++
  })
  const pages = [page]
  while (pages.length < tabs) pages.push(await context.newPage())
  for (const tab of pages) {
    tab.setDefaultTimeout(90_000)
    await tab.goto(parlor.url)
    await tab.getByRole('textbox', { name: 'Message Mina' }).waitFor()
  }

  await say(pages[3], 'Hello from the fourth tab')
  for (const tab of pages) await answers(tab, 1)
  t.is(opened, 1)

  // The first tab had the lock.
  await pages.shift()?.close()
  await say(pages[0], 'Hello from another one')
  for (const tab of pages) await answers(tab, 2)
  t.is(opened, 2)
  t.deepEqual(complaints, [])
})

async function say(tab: Page | undefined, text: string): Promise<void> {
  const composer = tab?.getByRole('textbox', { name: 'Message Mina' })
  await composer?.fill(text)
  await composer?.press('Enter')
}

/** Waits until so many whole answers stand in the tab's log. */
async function answers(tab: Page, count: number): Promise<void> {
  await tab
    .getByRole('article', { name: /^Mina/ })
    .nth(count - 1)
    .waitFor()
  await tab.getByText('here now').waitFor()
}
