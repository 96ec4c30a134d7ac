import test from 'ava'
import { fellBack } from './photo-stage.ts'

test('a photo that is queued again after it was begun fell back', (t) => {
  t.true(fellBack('generating', 'queued'))
  t.true(fellBack('finishing', 'generating'))
})

test('one that goes on or ends did not', (t) => {
  t.false(fellBack('queued', 'queued'))
  t.false(fellBack('starting', 'generating'))
  t.false(fellBack('generating', 'failed'))
  t.false(fellBack('generating', 'ready'))
})
