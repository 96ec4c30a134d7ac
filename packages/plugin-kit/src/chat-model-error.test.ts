import test from 'ava'
import { ChatModelError, isChatModelError } from './chat-model-error.ts'

test('a chat model’s error tells its kind, its cause and how long to wait', (t) => {
  const cause = new Error('socket closed')

  const error = new ChatModelError('transient', 'The endpoint is busy', { cause, retryAfterMs: 2000 })

  t.like(error, { code: 'transient', message: 'The endpoint is busy', cause, retryAfterMs: 2000 })
  t.false('cause' in new ChatModelError('auth', 'The key is refused'))
})

test('a chat model’s error is known by its name, from whichever copy of this package it comes', (t) => {
  class ChatModelErrorOfAnotherCopy extends Error {
    override readonly name = 'ChatModelError'
  }

  t.true(isChatModelError(new ChatModelError('auth', 'The key is refused')))
  t.true(isChatModelError(new ChatModelErrorOfAnotherCopy()))
  t.false(isChatModelError(new Error('ChatModelError')))
  t.false(isChatModelError({ name: 'ChatModelError' }))
})
