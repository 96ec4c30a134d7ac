import test from 'ava'
import { memoryStorage } from '../draft/device.ts'
import { draftStorage, type SharedDrafts } from './draft-storage.ts'

test('a tab keeps its own words, whatever is written in another', async (t) => {
  const shared = memoryDrafts()
  const [one, other] = [draftStorage(memoryStorage(), shared), draftStorage(memoryStorage(), shared)]

  await one.save('c1', 'from one')
  await other.save('c1', 'from the other')

  t.is(await one.load('c1'), 'from one')
  t.is(await other.load('c1'), 'from the other')
  t.is(await one.load('c2'), '')
})

test('a new tab begins with what was written last', async (t) => {
  const shared = memoryDrafts()
  await draftStorage(memoryStorage(), shared).save('c1', 'half a thought')

  t.is(await draftStorage(memoryStorage(), shared).load('c1'), 'half a thought')
})

test('a tab whose words were sent has none, though another wrote since', async (t) => {
  const shared = memoryDrafts()
  const [one, other] = [draftStorage(memoryStorage(), shared), draftStorage(memoryStorage(), shared)]
  await one.save('c1', 'sent now')

  await one.save('c1', '')
  await other.save('c1', 'still writing')

  t.is(await one.load('c1'), '')
})

test('where the browser refuses a database the words last as long as the tab', async (t) => {
  const refuse = () => Promise.reject(new Error('denied'))
  const drafts = draftStorage(memoryStorage(), { get: refuse, set: refuse, del: refuse })
  t.is(await drafts.load('c1'), '')

  await drafts.save('c1', 'here')

  t.is(await drafts.load('c1'), 'here')
})

function memoryDrafts(): SharedDrafts {
  const values = new Map<string, string>()
  return {
    get: async (key) => values.get(key),
    set: async (key, text) => void values.set(key, text),
    del: async (key) => void values.delete(key),
  }
}
