import test from 'ava'
import { askAgain } from './ask-again.ts'
import type { HersRow, MineRow, NoticeRow } from './row.ts'

const at = '2026-01-02T03:04:05.000Z'

test('an answer that failed can be asked for again, with all that was said before it', (t) => {
  const rows = [
    mine('t1', 'Hi'),
    hers('t1', 'answered'),
    mine('t2', 'One'),
    mine('t2', 'Two'),
    hers('t2', 'failed'),
  ]

  t.deepEqual(askAgain(rows), { key: 'turn:t2', text: 'One\nTwo' })
  t.deepEqual(askAgain([...rows, notice]), { key: 'turn:t2', text: 'One\nTwo' })
})

test('not once the conversation has gone on, nor where nothing failed', (t) => {
  const failed = [mine('t1', 'Hi'), hers('t1', 'failed')]

  t.is(askAgain([...failed, mine(null, 'Hello?')]), null)
  t.is(askAgain([...failed, mine('t2', 'Hello?'), hers('t2', 'answered')]), null)
  t.is(askAgain([mine('t1', 'Hi'), hers('t1', 'blocked')]), null)
  t.is(askAgain([]), null)
})

test('not where what was said is on a page that is not loaded', (t) => {
  t.is(askAgain([hers('t1', 'failed')]), null)
})

function mine(turn: string | null, text: string): MineRow {
  return { kind: 'mine', key: `message:${text}`, id: text, at, text, delivery: 'read', turn }
}

function hers(turn: string, ended: HersRow['ended']): HersRow {
  return { kind: 'hers', key: `turn:${turn}`, turn, at, text: '', ended, code: null, photos: [] }
}

const notice: NoticeRow = { kind: 'notice', key: 'notice:9', at, notice: 'ai', text: 'A machine answers.' }
