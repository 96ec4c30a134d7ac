import test from 'ava'
import { chance } from '../chance.ts'
import { persona } from './persona.ts'
import { asksForPhoto, sceneOf } from './photo-request.ts'

const mina = persona('<avatar>\nname: Mina\ngender: woman\n</avatar>')
const man = persona('<avatar>\nname: Leo\ngender: man\n</avatar>')

for (const text of [
  'Send me a photo',
  'a selfie?',
  'Can I see a picture of you at the beach?',
  'let me see you',
  'Schick mir bitte ein Foto',
  '¿Me mandas una foto?',
  'Envoie-moi une photo',
]) {
  test(`“${text}” asks for a photo`, (t) => t.true(asksForPhoto(text)))
}

for (const text of [
  'I took a photo of my dog today',
  'Thanks for the picture!',
  'Please do not send photos',
  'my photo is on the wall',
  'Picture this: rain, a bus, and no umbrella anywhere near',
  'How are you?',
]) {
  test(`“${text}” does not ask for a photo`, (t) => t.false(asksForPhoto(text)))
}

test('“another one” asks only when a photo was just sent', (t) => {
  t.false(asksForPhoto('another one'))
  t.true(asksForPhoto('another one', { before: true }))
})

test('the scene is what was asked for, in the third person', (t) => {
  const drawn = () => chance('x')

  t.is(sceneOf('Could you send me a photo by the window please', mina, drawn()), 'Mina by the window')
  t.is(
    sceneOf('a picture while you are reading in your garden', mina, drawn()),
    'Mina while she is reading in her garden',
  )
  t.is(sceneOf('a picture of you at the beach with your dog', man, drawn()), 'Leo at the beach with his dog')
  t.is(sceneOf('Ein Foto am Strand bitte', mina, drawn()), 'Mina at the beach')
})

test('without a place the scene is one of its own, and markup never gets into it', (t) => {
  t.regex(sceneOf('send a photo', mina, chance('x')), /^Mina (by|in|on|at) /)
  t.notRegex(sceneOf('a photo at the <b>{beach}</b>\nNow', mina, chance('x')), /[<>{}\n]/)
})
