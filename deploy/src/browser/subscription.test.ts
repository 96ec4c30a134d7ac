import { fileURLToPath } from 'node:url'
import test from 'ava'
import type { BrowserContext, Page } from 'playwright-core'
import { personAt, walkToPaywall } from '../person.ts'
import { dataFolder, startParlor } from '../running-parlor.ts'
import { accessibilityFaults } from './accessibility.ts'
import { openBrowser } from './open-browser.ts'

const twoTiers = fileURLToPath(new URL('two-tiers.config.js', import.meta.url))

test('what is paid, cancelled, changed or fails in one tab shows in every other, with no reload', async (t) => {
  const parlor = await startParlor(t, { PARLOR_DATA: await dataFolder(t) }, 'start', twoTiers)
  const person = personAt(parlor.url)
  await walkToPaywall(person)
  const { page, complaints, shoot } = await openBrowser(t)
  const look = async (name: string) => {
    await shoot(name)
    t.deepEqual(await accessibilityFaults(page), [], name)
  }
  const press = async (name: string | RegExp) => await page.getByRole('button', { name }).click()
  const browser = page.context().browser()
  if (browser === null) throw new Error('The page has no browser')
  const [otherTab, otherDevice] = [
    await page.context().newPage(),
    await (await browser.newContext()).newPage(),
  ]
  for (const tab of [page, otherTab, otherDevice]) {
    await signIn(tab.context(), parlor.url, person.cookie())
    await tab.goto(parlor.url)
    await tab.getByText('$29.99').first().waitFor()
  }
  const others = [otherTab, otherDevice]
  for (const tab of others) await tab.evaluate('window.isTheSamePage = true')
  await look('two-tiers')

  await press('Continue to checkout')
  const paid = page.waitForResponse(/\/v1\/webhooks\/sandbox\//)
  await press('Pay $14.99')
  await paid
  const paidAt = Date.now()
  for (const tab of [page, ...others]) await at(tab, 'chat')
  t.log(`every tab open ${Date.now() - paidAt} ms after the webhook`)

  await press('Settings')
  await page.getByText('Renews on').waitFor()
  await press('Cancel subscription')
  await page.getByText('It will not renew').waitFor()
  await look('cancelled')
  await press('Keep my subscription')
  await page.getByText('Renews on').waitFor()

  await press('Change subscription')
  await page.getByRole('radio', { name: /^Plus/ }).check()
  await page.getByText('You pay $15.00 now').waitFor()
  await look('change')
  await press('Change and pay $15.00')
  await page.getByText('You now have Plus.').waitFor()
  await page.getByText('Invoices').click()
  await page.getByText('$15.00').waitFor()
  t.is(await page.locator('parlor-invoices li').count(), 2)
  await look('invoices')

  await press('Use another card')
  await page.getByText('No money moves').waitFor()
  await look('card')
  await press('Let the next payment fail now')
  for (const tab of [page, ...others]) await tab.getByText('did not go through').first().waitFor()
  await at(page, 'settings')
  await look('past-due')
  const [payPage] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: 'Pay now' }).click(),
  ])
  await payPage.getByRole('button', { name: 'Pay $29.99' }).click()
  await at(payPage, 'chat')
  for (const tab of [page, ...others])
    await tab.getByText('did not go through').first().waitFor({ state: 'hidden' })
  for (const tab of others) t.true(await tab.evaluate('window.isTheSamePage === true'))
  t.deepEqual(complaints, [])
})

async function signIn(context: BrowserContext, url: string, cookie: string): Promise<void> {
  const [name, value] = cookie.split('=')
  await context.addCookies([{ name: name ?? '', value: decodeURIComponent(value ?? ''), url }])
}

async function at(tab: Page, view: string): Promise<void> {
  await tab.locator(`parlor-chat[view=${view}]`).waitFor()
}
