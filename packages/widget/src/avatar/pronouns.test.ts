import test from 'ava'
import { capital, pronounsOf } from './pronouns.ts'

test('speaks of a woman, a man and someone in between', (t) => {
  const sentences = (['woman', 'man', 'nonbinary'] as const).map((gender) => {
    const { subject, be, have, look, object, possessive } = pronounsOf(gender)
    return `${capital(subject)} ${be} getting ready and ${have} time. Meet ${object}. This is how ${subject} ${look} in ${possessive} coat.`
  })

  t.deepEqual(sentences, [
    'She is getting ready and has time. Meet her. This is how she looks in her coat.',
    'He is getting ready and has time. Meet him. This is how he looks in his coat.',
    'They are getting ready and have time. Meet them. This is how they look in their coat.',
  ])
})

test('says "they" until a gender was chosen', (t) => {
  const { subject, be } = pronounsOf(undefined)

  t.is(`And how old ${be} ${subject}?`, 'And how old are they?')
})
