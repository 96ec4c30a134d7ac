import { withFlippedPixel } from '@parlor/core/test'
import test from 'ava'
import { personAt, walkToChat } from '../person.ts'
import { dataFolder, startParlor } from '../running-parlor.ts'
import { accessibilityFaults } from './accessibility.ts'
import { openBrowser } from './open-browser.ts'

test('a page says whether a picture is ours, changed or unknown, and what its credentials say', async (t) => {
  const parlor = await startParlor(t, { PARLOR_DATA: await dataFolder(t) })
  const person = personAt(parlor.url)
  await walkToChat(person)
  const { looks } = await person.call('GET', '/v1/avatar')
  const ours = Buffer.from(await person.bytes(`${looks[0].image}?download=1`))
  const { page, complaints, shoot } = await openBrowser(t)
  await page.goto(`${parlor.url}/verify.html`)
  const choose = async (buffer: Buffer, name: string, mimeType = 'image/jpeg') =>
    await page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })
  const headline = async (text: string) => await page.getByRole('heading', { name: text }).waitFor()
  await shoot('verify-empty')

  await choose(ours, 'photo.jpg')
  await headline('This picture was made here')
  await page.getByText('an AI model, parlor-sandbox-painter').waitFor()
  await page.locator('#picture:not([hidden])').waitFor()
  await shoot('verify-ours')
  t.deepEqual(await accessibilityFaults(page), [])

  await choose(Buffer.from(withFlippedPixel(ours, 'image/jpeg')), 'changed.jpg')
  await headline('Made here, and changed since')
  await page.getByText('The picture itself was changed after it was signed.').waitFor()
  await shoot('verify-changed')

  await choose(Buffer.from('no picture at all'), 'notes.txt', 'text/plain')
  await headline('This is no picture')
  t.is(await page.locator('#facts').textContent(), '')
  t.deepEqual(complaints, [])
})
