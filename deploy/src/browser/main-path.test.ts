import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { certificatesIn, readByC2paTs, readByToolkit, withFlippedPixel } from '@parlor/core/test'
import test from 'ava'
import type { Page } from 'playwright-core'
import { dataFolder, startParlor } from '../running-parlor.ts'
import { accessibilityFaults } from './accessibility.ts'
import { openBrowser } from './open-browser.ts'

test('a stranger meets their avatar, subscribes, chats and gets a photo that proves its origin', async (t) => {
  const PARLOR_DATA = await dataFolder(t)
  const parlor = await startParlor(t, { PARLOR_DATA })
  const { page, complaints, shoot } = await openBrowser(t)
  const view = async (name: string) => await page.locator(`parlor-chat[view=${name}]`).waitFor()
  const press = async (name: string | RegExp) => await page.getByRole('button', { name }).click()
  const isAccessible = async (name: string) => t.deepEqual(await accessibilityFaults(page), [], name)
  const look = async (name: string) => {
    await shoot(name)
    await isAccessible(name)
  }

  await page.goto(parlor.url)
  await view('gate')
  await look('gate')
  const firstClickAt = Date.now()
  await press('I am 18 or older')

  await page.getByText('A woman').click()
  await look('who')
  await press('Go on')
  const age = page.getByRole('spinbutton', { name: 'Age in years' })
  await age.fill('19')
  await press('Go on')
  await page
    .getByText(/20 or (older|more)/)
    .first()
    .waitFor()
  t.true(await age.isVisible())
  await age.fill('27')
  await look('age')
  await press('Go on')
  await page.getByRole('textbox', { name: 'Where is she from?' }).fill('Korean and Brazilian')
  await page.getByRole('textbox', { name: 'What is her name?' }).fill('Mina')
  await look('from')
  await press('Go on')
  await page
    .getByRole('textbox', { name: 'Describe her' })
    .fill('Dark wavy hair, warm brown eyes, a linen shirt.')
  await look('words')
  await page.reload()
  t.is(
    await page.getByRole('textbox', { name: 'Describe her' }).inputValue(),
    'Dark wavy hair, warm brown eyes, a linen shirt.',
  )
  await press('Meet her')

  await view('account')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('alex@example.com')
  await page.getByLabel('Password', { exact: true }).fill('correct horse')
  await look('account')
  await press('Create account and meet her')
  await view('developing')
  await page.getByRole('textbox', { name: /what should she call you/ }).fill('Alex')
  await press('Save')
  await look('developing')

  await view('reveal')
  await page.getByText('Hi Alex. I’m Mina.').first().waitFor()
  await page.getByRole('button', { name: 'Start talking' }).waitFor()
  await look('reveal')
  await press('Not quite her yet')
  await view('change')
  await press('softer light')
  await look('change')
  await press('Paint her again')
  await page.getByText('New · developing').first().waitFor()
  await look('painting-again')
  await page.getByRole('button', { name: 'Look 2 of 2' }).waitFor()
  await press('Look 1 of 2')
  await look('looks')
  await press('Start talking')

  await view('paywall')
  await page.getByText('$14.99').first().waitFor()
  await look('paywall')
  const refused = await sayByApi(page, 'Before payment')
  t.is(refused.status, 402)
  await press('Continue to checkout')
  await page.waitForURL(/\/sandbox\/checkout\//)
  await page.getByText('No money moves').waitFor()
  await look('checkout')
  await press('Decline the card')
  await page
    .getByRole('alert')
    .filter({ hasText: /declined/i })
    .waitFor()
  await press('Pay $14.99')

  await view('chat')
  await page.getByRole('button', { name: 'sandbox' }).waitFor()
  const composer = page.getByRole('textbox', { name: 'Message Mina' })
  await composer.waitFor()
  await look('chat-empty')
  await composer.fill('Hi! How was your day?')
  await composer.press('Enter')
  const answers = page.getByRole('article', { name: /^Mina/ })
  await page.getByText('You are talking with an AI.').waitFor()
  await answers.first().waitFor()
  await look('notice')
  await composer.fill('Could you send me a photo by the window?')
  await composer.press('Enter')
  const card = page.getByText('Mina is taking a photo').first()
  await card.waitFor()
  const pending = await boxOf(page)
  await look('photo-pending')
  const photo = page.getByRole('button', { name: /^Open photo/ })
  await photo.waitFor()
  const firstPhotoSeconds = (Date.now() - firstClickAt) / 1000
  t.log(`first chat photo ${firstPhotoSeconds.toFixed(1)} s after the first click`)
  t.deepEqual(await boxOf(page), pending)
  await look('photo')
  await photo.click()
  await page.getByRole('dialog').getByRole('img').waitFor()
  await look('photo-large')

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('link', { name: 'Save photo' }).click(),
  ])
  t.regex(download.suggestedFilename(), /^ai-photo-\d{4}-\d\d-\d\d-\w+\.jpg$/)
  const jpeg = new Uint8Array(await readFile(await download.path()))
  const anchorPem = await readFile(join(PARLOR_DATA, 'c2pa', 'anchor.pem'), 'utf8')
  const byToolkit = await readByToolkit(jpeg, 'image/jpeg', anchorPem)
  t.deepEqual(byToolkit.failures, [])
  t.true(byToolkit.successes.includes('signingCredential.trusted'))
  t.true((await readByC2paTs(jpeg)).isValid)
  t.true(certificatesIn(jpeg)[0]?.verify(new X509Certificate(anchorPem).publicKey))
  const damaged = withFlippedPixel(jpeg, 'image/jpeg')
  t.deepEqual((await readByToolkit(damaged, 'image/jpeg', anchorPem)).failures, [
    'assertion.dataHash.mismatch',
  ])
  t.false((await readByC2paTs(damaged)).isValid)
  const [check] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('dialog').getByRole('link', { name: 'Check its origin' }).click(),
  ])
  await check.getByRole('heading', { name: 'Made here, and unchanged' }).waitFor()
  await check.close()
  await page.keyboard.press('Escape')

  await page.reload()
  await photo.waitFor()
  t.is(await page.getByRole('article', { name: /^You/ }).count(), 2)
  await press('Settings')
  await view('settings')
  await page.getByRole('button', { name: 'sandbox' }).waitFor()
  await page.getByText('1 of 60 photos used this month').waitFor()
  await look('settings')
  await page.getByRole('spinbutton', { name: 'Age in years' }).fill('34')
  await press('Save and paint')
  await page.getByText('New · developing').first().waitFor()
  await look('settings-developing')
  await press('Use new look')
  await press('Back to the chat')
  await photo.waitFor()

  t.deepEqual(complaints, [])
})

/** Past the page: what the server itself says to a message. */
async function sayByApi(page: Page, text: string): Promise<{ status: number }> {
  return (await page.evaluate(`(async () => {
    const { conversation } = await (await fetch('/v1/me')).json()
    const answer = await fetch('/v1/conversations/' + conversation + '/messages', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'before-payment', text: ${JSON.stringify(text)} }),
    })
    return { status: answer.status }
  })()`)) as { status: number }
}

/** The photo card's size: it must be the same from the first moment to the picture. */
async function boxOf(page: Page) {
  const box = await page.locator('parlor-photo-card').last().boundingBox()
  return { width: Math.round(box?.width ?? 0), height: Math.round(box?.height ?? 0) }
}
