import test from 'ava'
import { givenName } from './given-name.ts'

const user = { id: 'u1', email: 'alex.r@example.com' }

test('calls a person by the name that was given', (t) => {
  t.is(givenName({ ...user, name: ' Alex ' }), 'Alex')
})

test('an empty name is none', (t) => {
  t.is(givenName({ ...user, name: '' }), undefined)
  t.is(givenName({ ...user, name: ' ' }), undefined)
  t.is(givenName(undefined), undefined)
})
