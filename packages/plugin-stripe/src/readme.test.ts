import { readFileSync } from 'node:fs'
import test from 'ava'
import { apiVersion } from './client.ts'
import { changingEvents, handledEvents } from './events.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the README lists the events that are handled, and no other, and the version of the endpoint', (t) => {
  const [, list = ''] = /<summary>Events of the endpoint<\/summary>\n\n(.+)\n/.exec(readme) ?? []

  t.deepEqual(
    [...list.matchAll(/`([a-z._]+)`/g)].map(([, name]) => name),
    [...handledEvents].toSorted((one, other) => place(list, one) - place(list, other)),
  )
  t.true(readme.includes(apiVersion))
})

const place = (list: string, name: string) => list.indexOf(`\`${name}\``)

test('reconciliation asks for no more kinds of events than one list takes, all of them handled', (t) => {
  t.true(changingEvents.length <= 20)
  t.true(changingEvents.every((type) => handledEvents.includes(type)))
})

test('what Stripe’s terms exclude stands on the first screen', (t) => {
  t.regex(readme.slice(0, 900), /prohibits the sale of adult content/)
})
