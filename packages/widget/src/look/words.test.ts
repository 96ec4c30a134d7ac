import test from 'ava'
import { firstLine, looksLeft } from './words.ts'

test('greets by name only when one was given', (t) => {
  t.is(firstLine('Mina', 'Alex'), '“Hi Alex. I’m Mina. I was hoping it would be you.”')
  t.is(firstLine('Mina', undefined), '“Hi. I’m Mina. I was hoping it would be you.”')
})

test('says how many looks are left, in the words of the period', (t) => {
  const left = (count: number | null, per: 'day' | 'month' = 'day', until: string | null = null) =>
    looksLeft({ paintAgain: { limit: 5, left: count, per, until } })

  t.is(left(2), '2 more looks today.')
  t.is(left(1, 'month'), '1 more look this month.')
  t.is(left(0), 'No more looks.')
  t.regex(
    left(0, 'day', new Date(Date.now() + 3_600_000).toISOString()) ?? '',
    /^No more looks for now\. .*\d/,
  )
  t.is(left(null), undefined)
})
