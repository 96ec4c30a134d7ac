import test from 'ava'
import { chatMessages, turnsOf, type Said } from './history.ts'

const sent = (seq: number, turn: string, text: string): Said => ({
  seq,
  turn,
  type: 'message-sent',
  data: { id: `m${seq}`, text },
})
const ended = (
  seq: number,
  turn: string,
  text: string,
  reason: 'answered' | 'blocked' = 'answered',
): Said => ({ seq, turn, type: 'turn-ended', data: { reason, text } })
const photo = (seq: number, turn: string): Said => ({
  seq,
  turn,
  type: 'photo-requested',
  data: {
    photo: `p${seq}`,
    callNo: 0,
    offset: 0,
    width: 4,
    height: 5,
    expectedMs: 1,
    alt: 'Mina by the sea',
    caption: 'Here',
  },
})

const messagesOf = (events: readonly Said[], turn: string, maxTokens = 6000) =>
  chatMessages(turnsOf(events), turn, maxTokens)
const textsOf = (...args: Parameters<typeof messagesOf>) =>
  messagesOf(...args).map((message) => ('text' in message ? message.text : 'tool'))

test('a message that came while another turn ran stands after that turn’s answer', (t) => {
  const events = [
    sent(1, 'a', 'One'),
    sent(2, 'b', 'Two'),
    ended(3, 'a', 'Answer one'),
    sent(4, 'c', 'Three'),
  ]

  t.deepEqual(messagesOf(events, 'b'), [
    { role: 'user', text: 'One' },
    { role: 'assistant', text: 'Answer one' },
    { role: 'user', text: 'Two' },
  ])
})

test('a photo that was ordered is a call with its answer, also in the turn that is answered again', (t) => {
  t.deepEqual(messagesOf([sent(1, 'a', 'A photo?'), photo(2, 'a')], 'a'), [
    { role: 'user', text: 'A photo?' },
    {
      role: 'assistant',
      text: '',
      calls: [{ id: 'photo-0-2', name: 'send_photo', input: { scene: 'Mina by the sea', caption: 'Here' } }],
    },
    { role: 'tool', callId: 'photo-0-2', output: { status: 'on its way' } },
  ])
})

test('a window that begins in the middle of a turn starts with a question', (t) => {
  t.deepEqual(textsOf([ended(8, 'a', 'Half'), sent(9, 'b', 'Next')], 'b'), ['Next'])
})

test('a turn that was refused is left out', (t) => {
  const events = [sent(1, 'a', 'Bad'), ended(2, 'a', 'Worse', 'blocked'), sent(3, 'b', 'Good')]

  t.deepEqual(textsOf(events, 'b'), ['Good'])
})

test('the newest whole turns that have room stand before the one that is answered', (t) => {
  const words = 'x'.repeat(350)
  const events = ['a', 'b', 'c'].flatMap((turn, index) => [
    sent(index * 2 + 1, turn, `${turn} ${words}`),
    ended(index * 2 + 2, turn, `${turn} ${words}`),
  ])

  const texts = textsOf([...events, sent(7, 'd', 'Now')], 'd', 500).map((text) => text.slice(0, 3))

  t.deepEqual(texts, ['b x', 'b x', 'c x', 'c x', 'Now'])
})

test('the turn that is answered and the one before are whole where nothing else has room, unless one is a book', (t) => {
  const long = (count: number) =>
    Array.from({ length: count }, (_, index) => sent(index + 3, 'b', `${index} ${'y'.repeat(7990)}`))
  const before = [sent(1, 'a', 'Hi'), ended(2, 'a', 'Hi')]

  t.is(textsOf([...before, ...long(4)], 'b', 500).length, 6)
  t.deepEqual(
    textsOf([...before, ...long(9)], 'b', 500).map((text) => text[0]),
    ['H', 'H', '5', '6', '7', '8'],
  )
})

test('what belongs to no turn, and what is no talk, is left out', (t) => {
  const notice: Said = { seq: 1, turn: null, type: 'notice-given', data: { kind: 'ai', text: 'An AI' } }
  const ready: Said = {
    seq: 3,
    turn: 'a',
    type: 'photo-ready',
    data: { photo: 'p', width: 4, height: 5, alt: '' },
  }

  t.deepEqual(textsOf([notice, sent(2, 'a', 'Hi'), ready], 'a'), ['Hi'])
  t.deepEqual(textsOf([notice], 'a'), [])
})

test('the turn before is there however long it is, and one further back is not', (t) => {
  const book = '字'.repeat(7000)
  const events = [
    sent(1, 'a', 'Hello'),
    ended(2, 'a', 'Hi'),
    sent(3, 'b', book),
    ended(4, 'b', 'A long text'),
    sent(5, 'c', 'Translate the second paragraph'),
  ]

  t.deepEqual(textsOf(events, 'c', 6000), [book, 'A long text', 'Translate the second paragraph'])
})
