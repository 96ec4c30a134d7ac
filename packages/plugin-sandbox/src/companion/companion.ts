import type { Call, ChatMessage, ChatModel, ChatPart, ChatRequest, ToolCall } from '@parlor/plugin-kit'
import { type Chance, chance, hash } from '../chance.ts'
import { closings, leads, offers, regrets, replies } from './line.ts'
import { extract } from './memory.ts'
import { words } from './pace.ts'
import { persona, type Persona } from './persona.ts'
import { asksForPhoto, captionOf, sceneOf } from './photo-request.ts'
import { type Topic, topicOf } from './topic.ts'

type Answer = { readonly text: string; readonly photo?: { readonly scene: string; readonly caption: string } }

/**
 * A scripted companion: it recognises a topic and answers in character, in English.
 *
 * The same conversation gets the same answer. It never claims to be human, and calls `send_photo` when
 * asked for a picture, and about every seventh message by itself.
 */
export function companion({ paceMs }: { readonly paceMs: number }): ChatModel {
  return {
    async *stream(request: ChatRequest, call: Call): AsyncGenerator<ChatPart> {
      call.signal.throwIfAborted()
      if (request.purpose === 'memory') {
        const memory = extract(request)
        yield { type: 'text', text: memory }
        return yield finish('stop', request, memory.length)
      }
      const { text, photo } = answer(request)
      let written = 0
      for await (const word of words(text, paceMs, call.signal)) {
        if (tokens(written + word.length) > request.maxTokens) return yield finish('length', request, written)
        written += word.length
        yield { type: 'text', text: word }
      }
      call.signal.throwIfAborted()
      if (photo === undefined) return yield finish('stop', request, written)
      yield { type: 'call', id: callId(request, call), name: 'send_photo', input: photo }
      yield finish('calls', request, written)
    },
  }
}

function answer(request: ChatRequest): Answer {
  const last = request.messages.at(-1)
  const said = lastUserText(request.messages)
  const drawn = chance(`${request.messages.length} ${said}`)
  if (last?.role === 'tool') return { text: afterTool(last, drawn) }
  const who = persona(request.system)
  const canShow = request.tools.some((tool) => tool.name === 'send_photo')
  const asked = asksForPhoto(said, { before: sentBefore(request.messages) })
  const topic = topicOf(said)
  if (asked && topic !== 'crisis')
    return canShow ? show(drawn.pick(leads), said, who, drawn) : { text: drawn.pick(regrets) }
  const text = fresh(topic, who, said, request.messages, drawn)
  if (!canShow || !isMoment(request.messages, topic)) return { text }
  return show(`${firstSentence(text)} ${drawn.pick(offers)}`, '', who, drawn)
}

function show(text: string, said: string, who: Persona, drawn: Chance): Answer {
  return { text: text.trimEnd(), photo: { scene: sceneOf(said, who, drawn), caption: captionOf(drawn) } }
}

function afterTool(message: Extract<ChatMessage, { role: 'tool' }>, drawn: Chance): string {
  const { output } = message
  const failed = typeof output === 'object' && output !== null && 'error' in output
  return drawn.pick(failed ? regrets : closings)
}

/** A reply that was not given in the last few answers, where there is a choice. */
function fresh(
  topic: Topic,
  who: Persona,
  said: string,
  messages: readonly ChatMessage[],
  drawn: Chance,
): string {
  const recent = messages.slice(-8).map((message) => (message.role === 'assistant' ? message.text : ''))
  const all = replies[topic].map((say) => say(who, said))
  const unsaid = all.filter((text) => !recent.some((one) => one.includes(text)))
  const [first = '', ...rest] = unsaid.length > 0 ? unsaid : all
  return drawn.pick([first, ...rest])
}

/** About every seventh message is a moment for a photo, unless the talk is serious or over. */
function isMoment(messages: readonly ChatMessage[], topic: Topic): boolean {
  const count = messages.filter((message) => message.role === 'user').length
  return count % 7 === 0 && count > 0 && !['crisis', 'ai', 'sad', 'goodbye', 'no'].includes(topic)
}

function sentBefore(messages: readonly ChatMessage[]): boolean {
  return messages
    .slice(-6)
    .some((message) => message.role === 'assistant' && (message.calls ?? []).length > 0)
}

function lastUserText(messages: readonly ChatMessage[]): string {
  const last = messages.findLast((message) => message.role === 'user')
  return last?.role === 'user' ? last.text : ''
}

const firstSentence = (text: string) => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text

/** The same on every try of one turn, different for every call in a conversation. */
function callId(request: ChatRequest, call: Call): ToolCall['id'] {
  return `call_${hash(`${call.key} ${request.messages.length}`).toString(36)}${hash(lastUserText(request.messages)).toString(36)}`
}

/** Four characters a token is the usual estimate. */
const tokens = (characters: number) => Math.ceil(characters / 4)

function finish(reason: 'stop' | 'length' | 'calls', request: ChatRequest, written: number): ChatPart {
  const read = request.messages.reduce(
    (sum, message) => sum + ('text' in message ? message.text.length : 40),
    request.system.length,
  )
  return { type: 'finish', reason, usage: { input: tokens(read), output: tokens(written) } }
}
