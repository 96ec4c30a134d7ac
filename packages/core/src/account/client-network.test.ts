import test from 'ava'
import { clientNetwork } from './client-network.ts'

test('all addresses of an IPv6 network count as one, and IPv4 addresses as themselves', (t) => {
  t.is(clientNetwork('2001:db8:1:1::5'), clientNetwork('2001:db8:1:1:ffff::11'))
  t.not(clientNetwork('2001:db8:1:1::5'), clientNetwork('2001:db8:1:2::5'))
  t.is(clientNetwork('::ffff:192.0.2.7'), clientNetwork('192.0.2.7'))
  t.not(clientNetwork('192.0.2.7'), clientNetwork('192.0.2.8'))
  t.is(clientNetwork(''), '')
})
