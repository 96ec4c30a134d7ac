import test from 'ava'
import { personAt } from '../person.ts'
import { dataFolder, startParlor } from '../running-parlor.ts'
import { openBrowser } from './open-browser.ts'

const markup = '<img src=x onerror=hit()>'
const password = 'correct horse'

test('what a person gets wrong is said in its place, and nothing that they wrote is lost', async (t) => {
  const parlor = await startParlor(t, { PARLOR_DATA: await dataFolder(t) })
  const somebody = { email: 'somebody@example.com', password, name: 'Somebody' }
  await personAt(parlor.url).call('POST', '/v1/auth/sign-up/email', somebody)
  const { page, complaints, shoot } = await openBrowser(t)
  page.setDefaultTimeout(90_000)
  const view = async (name: string) => await page.locator(`parlor-chat[view=${name}]`).waitFor()
  const press = async (name: string | RegExp) => await page.getByRole('button', { name }).click()
  const isSaid = async (words: RegExp) => await page.getByRole('alert').filter({ hasText: words }).waitFor()

  await page.goto(parlor.url)
  await press('I am 18 or older')
  await page.getByText('A woman').click()
  await press('Go on')

  const age = page.getByRole('spinbutton', { name: 'Age in years' })
  for (const [typed, words] of [
    ['19', /at least 20/],
    ['20.5', /whole years/],
    ['ee', /as a number/],
  ] as const) {
    await age.fill('')
    await age.pressSequentially(typed)
    await press('Go on')
    await isSaid(words)
    await shoot(`age-${typed}`)
  }
  await age.fill('27')
  await press('Go on')

  await page.getByRole('textbox', { name: 'Where is she from?' }).fill('Korean')
  await page.getByRole('textbox', { name: 'What is her name?' }).fill(markup)
  await press('Go on')
  const words = page.getByRole('textbox', { name: 'Describe her' })
  await words.fill('Dark hair. '.repeat(60))
  await press('Meet her')
  await isSaid(/600/)
  await shoot('words-long')
  await words.fill('Dark wavy hair, sandbox-block.')
  await press('Meet her')

  const email = page.getByRole('textbox', { name: 'E-mail' })
  const secret = page.getByLabel('Password', { exact: true })
  await email.fill(somebody.email)
  await secret.fill(password)
  await press('Create account and meet her')
  await isSaid(/There is an account/)
  await shoot('account-taken')
  await press('I have an account')
  await view('login')
  await email.fill(somebody.email)
  await secret.fill('wrong horse')
  await press('Sign in')
  await isSaid(/do not fit together/)
  await shoot('login-wrong')
  await press('I am new here')
  await email.fill('alex@example.com')
  await secret.fill(password)
  await press('Create account and meet her')

  await isSaid(/./)
  await shoot('words-blocked')
  t.is(await words.inputValue(), 'Dark wavy hair, sandbox-block.')
  await words.fill('Dark wavy hair, warm brown eyes.')
  await press('Meet her')

  await view('reveal')
  await page.getByRole('heading', { name: `I’m ${markup}` }).waitFor()
  await shoot('reveal-markup')
  t.is(await page.locator('img[src=x]').count(), 0)
  await press('Start talking')
  await view('paywall')
  await press('Continue to checkout')
  await page.getByRole('link', { name: 'Back without paying' }).click()
  await page.getByText('Nothing was charged').waitFor()
  await shoot('checkout-canceled')
  await press('Continue to checkout')
  await press('Pay $14.99')

  await view('chat')
  const composer = page.getByRole('textbox', { name: 'Message' })
  await composer.fill('Could you send me a photo by the window with sandbox-refuse?')
  await composer.press('Enter')
  await page.getByText('That one needs other words').waitFor()
  await shoot('photo-blocked')
  await composer.fill('Please say sandbox-block.')
  await composer.press('Enter')
  await page.getByText('could not be answered').waitFor()
  await shoot('message-blocked')
  const tooLong = 'a'.repeat(8001)
  await composer.fill(tooLong)
  await composer.press('Enter')
  await isSaid(/8001/)
  await shoot('message-long')
  t.is(await composer.inputValue(), tooLong)
  t.deepEqual(complaints, [])
})
