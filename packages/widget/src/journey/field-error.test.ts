import test from 'ava'
import { ApiError } from '../api/api-error.ts'
import { fieldErrorsOf, firstStepOf, messageFor } from './field-error.ts'

const refused = new ApiError({
  code: 'validation',
  status: 422,
  detail: 'Two fields need another look',
  errors: [
    { path: 'body.appearance', message: 'Please describe an adult' },
    { path: '/age', message: 'Must be at least 20' },
    { path: 'age', message: 'Must be whole' },
    { path: 'other', message: 'Unknown' },
  ],
})

test('finds the fields by name, however the path is written, and keeps the first message', (t) => {
  t.deepEqual(fieldErrorsOf(refused), {
    appearance: 'Please describe an adult.',
    age: 'Must be at least 20.',
  })
  t.is(messageFor(refused, 'other'), 'Unknown.')
})

test('leads back to the earliest question', (t) => {
  t.is(firstStepOf(fieldErrorsOf(refused)), 2)
  t.is(firstStepOf({}), undefined)
})

test('has nothing to say about other errors', (t) => {
  t.deepEqual(fieldErrorsOf(new Error('no')), {})
})
