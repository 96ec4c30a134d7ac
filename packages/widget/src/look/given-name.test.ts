import test from 'ava'
import { givenName } from './given-name.ts'

const user = { id: 'u1', email: 'alex.r@example.com' }

test('greets by the name that was given', (t) => {
  t.is(givenName({ ...user, name: 'Alex' }), 'Alex')
})

test('never greets by an address', (t) => {
  t.is(givenName({ ...user, name: 'alex.r' }), undefined)
  t.is(givenName({ ...user, name: ' ' }), undefined)
  t.is(givenName(undefined), undefined)
})
