import { withFlippedPixel } from '@parlor/core/test'
import test from 'ava'
import type { Page } from 'playwright-core'
import { personAt, walkToChat } from '../person.ts'
import { dataFolder, startParlor } from '../running-parlor.ts'
import { accessibilityFaults } from './accessibility.ts'
import { openBrowser } from './open-browser.ts'

/** One dark pixel, signed by nobody. */
const plainPicture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)

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
  const look = async (name: string) => {
    await shoot(name)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      t.deepEqual(await accessibilityFaults(page), [], `${name} ${colorScheme}`)
    }
  }
  await look('verify-empty')

  await choose(ours, 'photo.jpg')
  await headline('Made here, and unchanged')
  await page.getByText('An AI model, parlor-sandbox-painter').waitFor()
  await page.locator('#picture:not([hidden])').waitFor()
  await look('verify-ours')

  const changed = Buffer.from(withFlippedPixel(ours, 'image/jpeg'))
  await choose(changed, 'changed.jpg')
  await headline('Not as we signed it')
  await page.getByText('The picture itself was changed after it was signed.').waitFor()
  await page.getByRole('heading', { name: 'What its note says, unproven' }).waitFor()
  await look('verify-changed')

  await choose(plainPicture, 'plain.png', 'image/png')
  await headline('No note of origin')
  t.true(await page.locator('#note').isHidden())
  await look('verify-none')

  await choose(Buffer.from('no picture at all'), 'notes.txt', 'text/plain')
  await headline('This is no picture')
  await look('verify-no-picture')

  // The line is down: what was chosen is kept, and checked when it is back.
  await page.route('**/v1/provenance/verify', async (route) => await route.abort())
  await choose(ours, 'photo.jpg')
  await headline('The server cannot be reached')
  await look('verify-offline')
  await page.unroute('**/v1/provenance/verify')
  await page.getByRole('button', { name: 'Try again' }).click()
  await headline('Made here, and unchanged')

  for (const way of ['drop', 'paste']) {
    await choose(Buffer.from('no picture'), 'notes.txt', 'text/plain')
    await headline('This is no picture')
    await hand(page, way, ours.toString('base64'))
    await headline('Made here, and unchanged')
  }

  await page.goto(`${parlor.url}/verify.html?photo=${looks[0].id}`)
  await headline('This photo cannot be opened')
  t.deepEqual(
    complaints.filter((words) => !/ERR_FAILED/.test(words)),
    [],
  )
})

/** Hands the page a picture as a mouse or a keyboard would. */
async function hand(page: Page, way: string, base64: string) {
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob(${JSON.stringify(base64)}), (character) => character.charCodeAt(0))
    const data = new DataTransfer()
    data.items.add(new File([bytes], 'photo.jpg', { type: 'image/jpeg' }))
    document.body.dispatchEvent(
      ${JSON.stringify(way)} === 'drop'
        ? new DragEvent('drop', { dataTransfer: data, bubbles: true })
        : new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
  })()`)
}
