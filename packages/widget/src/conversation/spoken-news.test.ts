import test from 'ava'
import { plainReader } from './markdown-node.ts'
import { spokenNews } from './spoken-news.ts'

const ended = (reason: 'answered' | 'stopped' | 'blocked' | 'failed', text: string, code?: string) =>
  spokenNews(
    { type: 'answer-ended', turn: 't1', reason, text, ...(code === undefined ? {} : { code }) },
    'Mina',
    plainReader,
  )

test('an answer is spoken when it is whole, with its speaker', (t) => {
  t.deepEqual(ended('answered', 'Hello you.'), { text: 'Mina: Hello you.', isUrgent: false })
})

test('a turn that was stopped in silence is not typing any more', (t) => {
  t.deepEqual(ended('stopped', ''), { text: 'Stopped', isUrgent: false })
  t.is(ended('answered', ''), null)
})

test('an answer that was cut says so after its words', (t) => {
  t.deepEqual(ended('answered', 'Hello', 'length'), {
    text: 'Mina: Hello The answer was cut: it had become too long.',
    isUrgent: false,
  })
  t.deepEqual(ended('failed', 'Hel', 'interrupted'), { text: 'The answer breaks off here.', isUrgent: true })
})

test('what went wrong is spoken at once', (t) => {
  t.deepEqual(ended('failed', ''), { text: 'The answer did not come through.', isUrgent: true })
  t.deepEqual(ended('blocked', ''), {
    text: 'This could not be answered. Other words may help.',
    isUrgent: true,
  })
})
