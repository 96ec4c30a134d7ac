import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { chromium, type Page } from 'playwright-core'

/** Debian's Chromium as CI runs it: headless, as root, and silent on a closed network. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export type Visitor = {
  readonly page: Page
  /** What the page complained about: script errors, console errors, refused content. */
  readonly complaints: readonly string[]
  /** Takes the page at 390 and 1280 pixels, light and dark, when SCREENSHOTS names a folder. */
  readonly shoot: (name: string) => Promise<void>
}

/** Opens a fresh browser profile. The page of the test is 390 pixels wide, as most visits are. */
export async function openBrowser(t: ExecutionContext): Promise<Visitor> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
  })
  t.teardown(async () => await browser.close())
  const context = await browser.newContext({ viewport: narrow, colorScheme: 'light', acceptDownloads: true })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    // A refusal (401 before sign-in, 402 before payment) is an answer, though Chromium logs it as an error.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text())
  })
  return { page, complaints, shoot: screenshots(page) }
}

const narrow = { width: 390, height: 844 }
const wide = { width: 1280, height: 800 }

function screenshots(page: Page): Visitor['shoot'] {
  const folder = process.env.SCREENSHOTS
  if (folder === undefined || folder === '') return async () => {}
  mkdirSync(folder, { recursive: true })
  let number = 0
  return async (name) => {
    const prefix = `${String(++number).padStart(2, '0')}-${name}`
    for (const colorScheme of ['dark', 'light'] as const) {
      // Without motion: a picture taken in the middle of a transition shows what nobody sees.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      for (const viewport of [wide, narrow]) {
        await page.setViewportSize(viewport)
        // Two frames: the size has reached the page, and what it caused is drawn.
        await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))')
        await page.screenshot({ path: join(folder, `${prefix}-${viewport.width}-${colorScheme}.png`) })
      }
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' })
  }
}
