import test from 'ava'
import type { Page, Route } from 'playwright-core'
import { personAt, walkToChat } from '../person.ts'
import { dataFolder, startParlor } from '../running-parlor.ts'
import { accessibilityFaults } from './accessibility.ts'
import { openBrowser } from './open-browser.ts'

test('a wait goes on after a reload and is canceled with an answer; two tabs that edit a look hear of each other', async (t) => {
  const parlor = await startParlor(t, { PARLOR_DATA: await dataFolder(t) })
  const person = personAt(parlor.url)
  await walkToChat(person)
  const { page, complaints, shoot } = await openBrowser(t)
  const [name, value] = person.cookie().split('=')
  const cookie = { name: name ?? '', value: decodeURIComponent(value ?? ''), url: parlor.url }
  await page.context().addCookies([cookie])
  const look = async (title: string) => {
    await shoot(title)
    t.deepEqual(await accessibilityFaults(page), [], title)
  }

  await page.goto(parlor.url)
  const composer = page.getByRole('textbox', { name: 'Message Mina' })
  await composer.fill('Could you send me a photo by the window with sandbox-slow?')
  await composer.press('Enter')
  const bar = page.getByRole('progressbar', { name: 'Mina is taking a photo' })
  await page.getByText(/^Developing/).waitFor()
  await page.reload()
  await page.getByText(/^Developing/).waitFor()
  t.true(Number(await bar.getAttribute('aria-valuenow')) > 0)
  await page.getByRole('button', { name: 'Cancel this photo' }).click()
  await page.getByText('It is being taken already, so it counts all the same.').waitFor()
  t.is(await focused(page), 'Keep waiting')
  await look('photo-asking')
  await page.getByRole('button', { name: 'Cancel it' }).click()
  await page.getByText('It had been begun, so it counts as one of your photos.').waitFor()
  await look('photo-canceled')

  const other = await page.context().newPage()
  for (const tab of [page, other]) {
    await tab.goto(parlor.url)
    await tab.getByRole('button', { name: 'Settings' }).click()
    await tab.getByRole('spinbutton', { name: 'Age in years' }).waitFor()
  }
  const save = async (tab: Page) => await tab.getByRole('button', { name: 'Save and paint' }).click()
  await other.getByRole('spinbutton', { name: 'Age in years' }).fill('34')
  await save(other)
  await other.getByText('New · developing').waitFor()
  const words = page.getByRole('textbox', { name: 'Appearance' })
  await words.fill('Short grey hair, sandbox-slow.')
  await save(page)
  await page.getByText('changed in another window').waitFor()
  await look('settings-conflict')
  // Nothing of either is lost: the age is the other tab's, the words are ours.
  const age = page.getByRole('spinbutton', { name: 'Age in years' })
  while ((await age.inputValue()) !== '34') await page.waitForTimeout(50)
  t.is(await words.inputValue(), 'Short grey hair, sandbox-slow.')
  // What the page hears from here on is old: that the look waits still, and so may be stopped for nothing.
  const news = /\/v1\/(avatar|photos\/[^/]+)$/
  await page.route(news, sayThatItWaits)
  await save(page)
  await page.getByText('changed in another window').waitFor({ state: 'hidden' })
  const avatar = await person.until('/v1/avatar', (body) => body.looks[2]?.state === 'generating')
  t.like(avatar, { version: 3, age: 34, appearance: 'Short grey hair, sandbox-slow.' })
  t.like(avatar.accepted, { version: 1, age: 27 })

  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByText('It is being painted already, so it counts all the same.').waitFor()
  await page.unroute(news)
  t.is(await focused(page), 'Keep waiting')
  t.like((await person.call('GET', '/v1/avatar')).looks[2], { state: 'generating', isStopping: false })
  await look('look-asking')
  await page.getByRole('button', { name: 'Stop it' }).click()
  await page.getByText('It had been begun, so it counts.').waitFor()
  await look('look-stopped')
  t.deepEqual(complaints, [])
})

/** An answer from before the painting began; what is asked for besides reading is answered as it is. */
async function sayThatItWaits(route: Route): Promise<void> {
  if (route.request().method() !== 'GET') return await route.continue()
  const response = await route.fetch()
  const body = await response.text()
  await route.fulfill({ response, body: body.replaceAll('"state":"generating"', '"state":"queued"') })
}

async function focused(page: Page): Promise<unknown> {
  return await page.evaluate(`(() => {
    let at = document.activeElement
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
    return at?.textContent.trim()
  })()`)
}
