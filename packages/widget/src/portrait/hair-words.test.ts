import test from 'ava'
import { hairWords } from './hair-words.ts'

const said = (words: string) => hairWords('woman', words.toLowerCase())
const [dark, brown, blond, black, none] = ['#24171f', '#5a3729', '#c99b5c', '#1b151d', '#33202e']

test('what is said of the eyes or the clothes is not said of the hair', (t) => {
  t.deepEqual(said('Warm brown eyes, short curly dark hair'), { hair: 'bob', color: dark, curl: 'curly' })
  t.deepEqual(said('A long white dress, wavy brown hair'), { hair: 'long', color: brown, curl: 'wavy' })
  t.is(said('short hair and blue eyes').color, none)
  t.is(said('Blue eyes, hair up').color, none)
})

test('commas between adjectives do not part them from the hair', (t) => {
  t.deepEqual(said('Short, curly, blonde hair'), { hair: 'bob', color: blond, curl: 'curly' })
})

test('the color nearest to the hair is its color', (t) => {
  t.is(said('dark brown hair').color, brown)
  t.is(said('a blue jacket, black hair').color, black)
  t.is(said('her hair is black, her eyes are green').color, black)
  t.is(said('a brunette').color, brown)
})

test('curls are more than waves', (t) => {
  t.is(said('wavy hair').curl, 'wavy')
  t.is(said('an afro').curl, 'curly')
  t.is(said('straight hair').curl, 'straight')
})
