import test from 'ava'
import { hasNeverConnected } from './not-connected.ts'

const failure = (code: string, syscall?: string) => Object.assign(new Error(code), { code, syscall })

test('a connection that never came about has sent nothing', (t) => {
  t.true(hasNeverConnected(failure('ECONNREFUSED', 'connect')))
  t.true(hasNeverConnected(failure('EHOSTUNREACH', 'connect')))
  t.true(hasNeverConnected(failure('ENOTFOUND', 'getaddrinfo')))
  t.true(hasNeverConnected(failure('UND_ERR_CONNECT_TIMEOUT')))
  t.true(hasNeverConnected(new AggregateError([failure('ECONNREFUSED', 'connect')])))
})

test('one that broke may have sent all, whatever its code', (t) => {
  t.false(hasNeverConnected(failure('EHOSTUNREACH', 'read')))
  t.false(hasNeverConnected(failure('ECONNRESET', 'read')))
  t.false(hasNeverConnected(failure('EPIPE', 'write')))
  t.false(hasNeverConnected(failure('UND_ERR_SOCKET')))
  t.false(hasNeverConnected(new AggregateError([failure('ECONNREFUSED', 'connect'), failure('E')])))
  t.false(hasNeverConnected('a string'))
})
