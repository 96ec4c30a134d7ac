import test from 'ava'
import { describeFeature, usedWords } from './feature-words.ts'

test('says what a tier brings', (t) => {
  t.is(describeFeature({ id: 'chat' }), 'Unlimited messages')
  t.is(describeFeature({ id: 'photos', limit: 60, per: 'month' }), '60 photos a month')
  t.is(describeFeature({ id: 'photos', limit: 1, per: 'day' }), '1 photo a day')
  t.is(describeFeature({ id: 'photos', limit: null }), 'Photos without a limit')
  t.is(describeFeature({ id: 'paintAgain', limit: 20, per: 'period' }), '20 new looks in each paid period')
  t.is(describeFeature({ id: 'anything-new' }), undefined)
})

test('says what was used, and nothing of what has no limit', (t) => {
  const photos = { id: 'photos', used: 12, limit: 60, per: 'month' } as const

  t.is(usedWords(photos), '12 of 60 photos used this month')
  t.is(usedWords({ ...photos, per: 'period' }), '12 of 60 photos used in this paid period')
  t.is(usedWords({ ...photos, limit: null }), undefined)
})
