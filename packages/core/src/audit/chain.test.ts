import { createHash } from 'node:crypto'
import test from 'ava'
import { canonicalJson, digestOf, genesis, hashOf, isErased, type AuditEvent } from './chain.ts'

const event: AuditEvent = {
  id: '01990000-0000-7000-8000-000000000001',
  at: new Date('2026-01-31T12:00:00.123Z'),
  actor: 'plugin:"x"',
  type: 'tested',
  account: 'a1',
  data: { b: [1, { d: null, c: 'é' }], a: true },
  salt: 's',
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

test('a seal is what docs/audit.md says, so that others can check it', (t) => {
  const digest = digestOf(event)
  const hash = hashOf(genesis, 1, event, digest)

  t.is(digest, sha256('{"account":"a1","data":{"a":true,"b":[1,{"c":"é","d":null}]},"salt":"s"}'))
  t.is(
    hash,
    sha256(
      `{"actor":"plugin:\\"x\\"","at":"2026-01-31T12:00:00.123Z","digest":"${digest}","id":"01990000-0000-7000-8000-000000000001","previous":"${'0'.repeat(64)}","seq":1,"type":"tested"}`,
    ),
  )
})

test('canonical JSON does not depend on the order of keys', (t) => {
  t.is(canonicalJson({ b: 1, a: { d: [], c: {} } }), '{"a":{"c":{},"d":[]},"b":1}')
  t.is(canonicalJson({ a: { c: {}, d: [] }, b: 1 }), canonicalJson({ b: 1, a: { d: [], c: {} } }))
  t.is(canonicalJson(null), 'null')
})

test('only what has lost account, data and salt is erased', (t) => {
  const blank = { account: null, data: null, salt: null }

  t.true(isErased({ ...event, ...blank }))
  for (const field of ['account', 'data', 'salt'] as const)
    t.false(isErased({ ...event, ...blank, [field]: event[field] }))
})
