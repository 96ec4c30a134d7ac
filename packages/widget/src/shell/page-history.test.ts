import test from 'ava'
import { pageHistory } from './page-history.ts'

test('a step that a person takes is one that the back button takes back', (t) => {
  const browser = fakeBrowser()
  const pages = pageHistory(browser)

  pages.follow({ place: { view: 'loading' }, movedBy: 'journey' })
  pages.follow({ place: { view: 'gate' }, movedBy: 'journey' })
  pages.follow({ place: { view: 'meet', step: 1 }, movedBy: 'person' })
  pages.follow({ place: { view: 'meet', step: 1 }, movedBy: 'person' })
  pages.follow({ place: { view: 'meet', step: 2 }, movedBy: 'person' })

  t.deepEqual(browser.entries(), ['gate', 'meet', 'meet'])
})

test('what the journey does by itself leaves no step behind', (t) => {
  const browser = fakeBrowser()
  const pages = pageHistory(browser)

  pages.follow({ place: { view: 'account' }, movedBy: 'journey' })
  pages.follow({ place: { view: 'developing' }, movedBy: 'journey' })
  pages.follow({ place: { view: 'reveal' }, movedBy: 'journey' })

  t.deepEqual(browser.entries(), ['reveal'])
})

test('reads its own places and nothing else', (t) => {
  const pages = pageHistory(fakeBrowser())

  t.deepEqual(pages.placeIn({ parlor: { view: 'meet', step: 2 } }), { view: 'meet', step: 2 })
  t.is(pages.placeIn({ router: 1 }), undefined)
  t.is(pages.placeIn(null), undefined)
})

test('back takes away what lies over the page, and the next back leaves it', (t) => {
  const { browser, pages, closed } = atChat()
  pages.cover(() => closed.push('photo'))

  browser.back()

  t.false(pages.isSettled(browser.state))
  t.deepEqual(closed, ['photo'])
  t.is(browser.at(), 0)
})

test('what is closed by its own button leaves no step behind', (t) => {
  const { browser, pages, closed } = atChat()
  const uncover = pages.cover(() => closed.push('photo'))

  uncover()
  uncover()

  t.is(browser.at(), 0)
  t.true(pages.isSettled(browser.state))
  t.deepEqual(closed, [])
})

test('forward does not lead to what was closed', (t) => {
  const { browser, pages } = atChat()
  pages.cover(() => {})
  browser.back()
  pages.isSettled(browser.state)

  browser.forward()

  t.true(pages.isSettled(browser.state))
  t.is(browser.at(), 0)
})

test('a reload with a photo open comes back to the page below it', (t) => {
  const { browser, pages } = atChat()
  pages.cover(() => {})

  const again = pageHistory(browser)

  t.is(browser.at(), 0)
  t.true(again.isSettled(browser.state))
})

test('where the journey goes on by itself nothing lies over the page any more', (t) => {
  const { browser, pages, closed } = atChat()
  const uncover = pages.cover(() => closed.push('photo'))

  pages.follow({ place: { view: 'login' }, movedBy: 'journey' })
  uncover()

  t.deepEqual(browser.entries(), ['chat', 'login'])
  t.is(browser.at(), 1)
})

function atChat() {
  const browser = fakeBrowser()
  const pages = pageHistory(browser)
  pages.follow({ place: { view: 'chat' }, movedBy: 'journey' })
  return { browser, pages, closed: [] as string[] }
}

type Entry = { readonly parlor?: { readonly view: string } }

function fakeBrowser() {
  const entries: (Entry | null)[] = [null]
  let index = 0
  return {
    entries: () => entries.map((entry) => entry?.parlor?.view),
    at: () => index,
    get state() {
      return entries[index]
    },
    pushState(entry: Entry) {
      entries.splice(index + 1, Infinity, entry)
      index += 1
    },
    replaceState: (entry: Entry) => void entries.splice(index, 1, entry),
    back: () => void (index -= 1),
    forward: () => void (index += 1),
  }
}
