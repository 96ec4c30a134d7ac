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

  t.deepEqual(browser.views(), ['gate', 'meet', 'meet'])
})

test('what the journey does by itself leaves no step behind', (t) => {
  const browser = fakeBrowser()
  const pages = pageHistory(browser)

  pages.follow({ place: { view: 'account' }, movedBy: 'journey' })
  pages.follow({ place: { view: 'developing' }, movedBy: 'journey' })
  pages.follow({ place: { view: 'reveal' }, movedBy: 'journey' })

  t.deepEqual(browser.views(), ['reveal'])
})

test('reads its own places and nothing else', (t) => {
  const pages = pageHistory(fakeBrowser())

  t.deepEqual(pages.placeIn({ parlor: { view: 'meet', step: 2 } }), { view: 'meet', step: 2 })
  t.is(pages.placeIn({ router: 1 }), undefined)
  t.is(pages.placeIn(null), undefined)
})

test('back takes away what lies over the page', (t) => {
  const { back, pages, closed, at } = atChat()
  pages.cover(() => closed.push('photo'))

  back()

  t.deepEqual(closed, ['photo'])
  t.is(at(), 'chat 1')
})

test('after something was closed by its own button one back leaves the page', (t) => {
  const { back, pages, closed, at } = atChat()
  const uncover = pages.cover(() => closed.push('photo'))

  uncover()
  t.is(at(), 'chat 2')
  back()

  t.is(at(), 'start 0')
  t.deepEqual(closed, [])
})

test('however often something is opened and closed, it is one step', (t) => {
  const { back, pages, closed, at } = atChat()
  for (const photo of ['one', 'two']) pages.cover(() => closed.push(photo))()
  pages.cover(() => closed.push('three'))

  back()
  t.is(at(), 'chat 1')
  back()

  t.is(at(), 'start 0')
  t.deepEqual(closed, ['three'])
})

test('after a reload too one back leaves the page', (t) => {
  const { browser, pages, at } = atChat()
  pages.cover(() => {})
  const again = pageHistory(browser)
  again.follow({ place: { view: 'loading' }, movedBy: 'journey' })
  again.follow({ place: { view: 'chat' }, movedBy: 'journey' })

  browser.back()
  t.true(again.isSettled(browser.state))

  t.is(at(), 'start 0')
})

test('what was opened from the page has its step back to it, also after something was closed', (t) => {
  const { back, browser, pages, at } = atChat()
  pages.cover(() => {})()
  pages.follow({ place: { view: 'settings' }, movedBy: 'person' })

  back()
  t.is(at(), 'chat 2')
  browser.forward()
  t.false(pages.isSettled(browser.state))

  t.is(at(), 'settings 3')
})

test('where the journey goes on by itself nothing lies over the page any more', (t) => {
  const { browser, pages, closed } = atChat()
  const uncover = pages.cover(() => closed.push('photo'))

  pages.follow({ place: { view: 'login' }, movedBy: 'journey' })
  uncover()
  browser.back()

  t.false(pages.isSettled(browser.state))
  t.deepEqual(closed, [])
})

function atChat() {
  const browser = fakeBrowser()
  const pages = pageHistory(browser)
  pages.follow({ place: { view: 'loading' }, movedBy: 'journey' })
  pages.follow({ place: { view: 'chat' }, movedBy: 'journey' })
  // the page before ours
  browser.entries.unshift({ parlor: { view: 'start' } })
  browser.index += 1
  return {
    browser,
    pages,
    closed: [] as string[],
    at: () => `${browser.entries[browser.index]?.parlor?.view} ${browser.index}`,
    back: () => {
      browser.back()
      pages.isSettled(browser.state)
    },
  }
}

type Entry = { readonly parlor?: { readonly view: string } }

function fakeBrowser() {
  const entries: (Entry | null)[] = [null]
  const browser = {
    entries,
    index: 0,
    views: () => entries.map((entry) => entry?.parlor?.view),
    get state() {
      return entries[browser.index]
    },
    pushState(entry: Entry) {
      entries.splice(browser.index + 1, Infinity, entry)
      browser.index += 1
    },
    replaceState: (entry: Entry) => void entries.splice(browser.index, 1, entry),
    back: () => void (browser.index -= 1),
    forward: () => void (browser.index += 1),
  }
  return browser
}
