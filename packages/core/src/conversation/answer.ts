import type { ChatModel, Json, ToolCall } from '@parlor/plugin-kit'
import { findAvatar } from '../avatar/avatars.ts'
import { ClaimLostError } from '../database/claims.ts'
import { abandonable, timeLimit, within } from '../deadline.ts'
import { conversationChannel } from '../event/bus.ts'
import type { EventData, LogEvent } from '../event/event.ts'
import { lastSeq, readEvents } from '../event/log.ts'
import { orderChatPhoto } from '../photo/order.ts'
import { PlatformError } from '../platform-error.ts'
import { dispatchTool, toolSpecs } from '../tool/dispatch.ts'
import type { ConversationContext } from './conversation-context.ts'
import { chatMessages, promptEvents, systemText } from './prompt.ts'
import { createTextFrames } from './text-frames.ts'
import { endTurn, type ClaimedTurn } from './turn-queue.ts'
import { runTurn } from './turn.ts'

/** A turn that was begun this often is not begun again. */
const maxAttempts = 3
const maxPhotosPerTurn = 4
const maxTokens = 1024
/** Of the whole turn. The first token's and the idle limit come with the model's own client. */
const totalMs = 120_000
/** Of the last verdict, when the turn was cut short: longer than a moderator has, whose failure is no verdict. */
const judgeMs = 15_000

/** Why a turn was cut short on purpose; not an error. */
export const stopped = Symbol('stopped')

type End = { readonly end: EventData['turn-ended']; readonly usage: Json }

/**
 * Answers one claimed turn and ends it with its one event. When the claim was lost, nothing is written and
 * nothing is said: another worker answers.
 */
export async function answerTurn(
  context: ConversationContext,
  turn: ClaimedTurn,
  signal: AbortSignal,
): Promise<void> {
  const frames = createTextFrames(context.bus, turn)
  try {
    const { end, usage } = await composeEnd(context, turn, frames, signal)
    // What was refused is not sent after all.
    if (end.reason === 'blocked') frames.drop()
    frames.close()
    if (await endTurn(context.database, turn, end, usage)) {
      context.bus.publish(conversationChannel(turn.conversation), { type: 'wake' })
    }
  } finally {
    frames.close()
  }
}

async function composeEnd(
  context: ConversationContext,
  turn: ClaimedTurn,
  frames: ReturnType<typeof createTextFrames>,
  signal: AbortSignal,
): Promise<End> {
  const ended = (end: EventData['turn-ended'], usage: Json = null): End => ({ end, usage })
  if (turn.stop) return ended({ reason: 'stopped', text: '' })
  if (turn.attempt > maxAttempts) return ended({ reason: 'failed', text: '', code: 'attempts-spent' })
  const time = timeLimit(totalMs, signal)
  const limit = time.signal
  try {
    const material = await readMaterial(context, turn)
    const asked = material.events.filter((event) => event.type === 'message-sent' && event.turn === turn.id)
    const text = asked.map((event) => (event.type === 'message-sent' ? event.data.text : '')).join('\n')
    const verdict = await context.moderation.judge(
      'message',
      { text },
      { key: `${turn.id}.message`, signal: limit },
    )
    if (verdict.action !== 'allow')
      return ended({ reason: 'blocked', text: '', code: verdict.categories[0] ?? 'safety' })

    const result = await stream(context, turn, frames, material, limit)
    const answer = frames.text()
    const refusal = await judgeAnswer(context, turn, answer, limit)
    if (refusal !== undefined) return ended({ reason: 'blocked', text: '', code: refusal }, result.usage)
    if (result.reason === 'safety') {
      return ended({ reason: 'blocked', text: answer, code: 'model-refused' }, result.usage)
    }
    return ended(
      { reason: 'answered', text: answer, ...(result.reason === 'length' ? { code: 'length' } : {}) },
      result.usage,
    )
  } catch (error) {
    // A lost claim or a closing process ends nothing: the turn is another's now.
    if (signal.aborted && signal.reason !== stopped) throw error
    if (error instanceof ClaimLostError) throw error
    // What is kept has been judged, however the turn came to its end.
    const text = frames.text()
    const refusal = await judgeAnswer(context, turn, text, within(judgeMs))
    if (refusal !== undefined) return ended({ reason: 'blocked', text: '', code: refusal })
    if (signal.reason === stopped) return ended({ reason: 'stopped', text })
    // A failure of ours, such as a database that is away for a moment, is no answer: the turn is tried again.
    if (!limit.aborted && !(error instanceof ModelFailedError)) throw error
    context.report(error)
    return ended({ reason: 'failed', text, code: limit.aborted ? 'timeout' : 'model-failed' })
  } finally {
    time.drop()
  }
}

/** Why an answer may not stand, or undefined. An empty one needs no verdict. */
async function judgeAnswer(
  context: ConversationContext,
  turn: ClaimedTurn,
  text: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (text === '') return undefined
  const verdict = await context.moderation.judge('answer', { text }, { key: `${turn.id}.answer`, signal })
  return verdict.action === 'allow' ? undefined : (verdict.categories[0] ?? 'safety')
}

class ModelFailedError extends Error {
  override readonly name = 'ModelFailedError'
}

/** The model with its failures marked, so that they can be told from those of our own house. */
function marked(model: ChatModel): ChatModel {
  return {
    async *stream(request, call) {
      try {
        yield* model.stream(request, call)
      } catch (cause) {
        throw new ModelFailedError('The chat model failed', { cause })
      }
    },
  }
}

type Material = {
  readonly events: readonly LogEvent[]
  readonly system: string
  readonly avatar: Json
  readonly callNo: { next: number }
}

async function readMaterial(context: ConversationContext, turn: ClaimedTurn): Promise<Material> {
  const key = { account: turn.account, conversation: turn.conversation }
  const newest = await lastSeq(context.database, key)
  const events = await readEvents(context.database, key, {
    after: Math.max(0, newest - promptEvents),
    limit: promptEvents,
  })
  const avatar = await findAvatar(context.database.knex, turn.account)
  if (avatar === undefined) throw new PlatformError('not-found', 'A conversation has no avatar')
  const { name, gender, age, nationality, appearance } = avatar.accepted ?? avatar.newest
  const description = { name, gender, age, nationality, appearance }
  const user = await context.database
    .knex('users')
    .where({ id: turn.account })
    .first<{ name: string } | undefined>('name')
  // What an earlier attempt ordered is in the log, as calls already made.
  const ordered = events.filter((event) => event.type === 'photo-requested' && event.turn === turn.id).length
  return {
    events,
    system: systemText(description, { name: user?.name ?? '' }),
    avatar: description,
    callNo: { next: ordered },
  }
}

async function stream(
  context: ConversationContext,
  turn: ClaimedTurn,
  frames: ReturnType<typeof createTextFrames>,
  material: Material,
  signal: AbortSignal,
) {
  const slot = context.chatModels[0]
  if (slot === undefined) throw new PlatformError('unavailable', 'No plugin fills the slot chatModel')
  const parts = runTurn({
    model: marked(slot.chatModel),
    system: material.system,
    messages: chatMessages(material.events, turn.id),
    tools: toolSpecs(context.tools),
    maxTokens,
    key: `${turn.id}.${turn.attempt}`,
    signal,
    dispatch: async (call, offset) => await dispatch(context, turn, material, { call, offset, signal }),
  })
  for (;;) {
    // A model that heeds no signal is left behind: it must not hold the conversation.
    const part = await abandonable(signal, parts.next())
    if (part.done === true) return part.value
    frames.add(part.value.text)
  }
}

async function dispatch(
  context: ConversationContext,
  turn: ClaimedTurn,
  material: Material,
  {
    call,
    offset,
    signal,
  }: { readonly call: ToolCall; readonly offset: number; readonly signal: AbortSignal },
): Promise<Json> {
  const where = { account: turn.account, conversation: turn.conversation }
  const result = await dispatchTool(
    context.tools,
    call,
    { key: `${turn.id}.${call.id}`, signal, ...where, avatar: material.avatar },
    context.report,
  )
  if ('output' in result) return result.output
  if (material.callNo.next >= maxPhotosPerTurn) return { error: 'No more photos in this answer' }
  const callNo = material.callNo.next++
  try {
    const photo = await orderChatPhoto(context.photos, {
      ...where,
      ...result.photo,
      turn: turn.id,
      turnClaim: turn.claim,
      callNo,
      offset,
    })
    if (photo === undefined) throw new ClaimLostError('A turn was taken over')
    return { status: 'on its way' }
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'payment-required') {
      return { error: 'The photos of this period are used up' }
    }
    if (error instanceof PlatformError && error.code === 'conflict')
      return { error: 'No photo can be taken yet' }
    throw error
  }
}
