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

  t.deepEqual(browser.entries, ['gate', 'meet', 'meet'])
})

test('what the journey does by itself leaves no step behind', (t) => {
  const browser = fakeBrowser()
  const pages = pageHistory(browser)

  pages.follow({ place: { view: 'account' }, movedBy: 'journey' })
  pages.follow({ place: { view: 'developing' }, movedBy: 'journey' })
  pages.follow({ place: { view: 'reveal' }, movedBy: 'journey' })

  t.deepEqual(browser.entries, ['reveal'])
})

test('reads its own places and nothing else', (t) => {
  const pages = pageHistory(fakeBrowser())

  t.deepEqual(pages.placeIn({ parlor: { view: 'meet', step: 2 } }), { view: 'meet', step: 2 })
  t.is(pages.placeIn({ router: 1 }), undefined)
  t.is(pages.placeIn(null), undefined)
})

function fakeBrowser() {
  const entries: string[] = ['start']
  const viewOf = (data: { parlor: { view: string } }) => data.parlor.view
  return {
    entries,
    state: null as unknown,
    pushState: (data: { parlor: { view: string } }) => void entries.push(viewOf(data)),
    replaceState: (data: { parlor: { view: string } }) => void entries.splice(-1, 1, viewOf(data)),
  }
}
