import test from 'ava'
import { trustedOrigins } from './trusted-origins.ts'

test('localhost and 127.0.0.1 stand for each other, with the same port', (t) => {
  t.deepEqual(trustedOrigins('http://127.0.0.1:4000/'), ['http://localhost:4000', 'http://127.0.0.1:4000'])
})

test('a public address stands for itself only', (t) => {
  t.deepEqual(trustedOrigins('https://chat.example.org/app'), ['https://chat.example.org'])
})
