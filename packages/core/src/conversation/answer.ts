import { isChatModelError } from '@parlor/plugin-kit'
import { ClaimLostError } from '../database/claims.ts'
import { TimeoutError, within } from '../deadline.ts'
import { conversationChannel } from '../event/bus.ts'
import type { EventData } from '../event/event.ts'
import { releaseToolHolds } from '../tool/tool-hold.ts'
import { askModels, usualPatience } from './ask-models.ts'
import { createToolCalls } from './call-tools.ts'
import type { ConversationContext } from './conversation-context.ts'
import { chatMessages } from './history.ts'
import { materialOf, type Material } from './material.ts'
import type { TextFrames } from './text-frames.ts'
import { createTurnMeter, type TurnMeter } from './turn-meter.ts'
import { endTurn, type ClaimedTurn } from './turn-queue.ts'
import { runTurn, type TurnResult } from './turn.ts'

/** A turn that was begun this often is not begun again. */
const maxAttempts = 3
const maxTokens = 1024
/** Of the whole turn, whatever its models and tools do. */
const totalMs = 120_000
/** Of the last verdict, when the turn was cut short: longer than a moderator has, whose failure is no verdict. */
const judgeMs = 15_000
/** What is said when the model said nothing, though it was asked for words at last. */
export const lostWords = 'I am sorry, I lost my words just now. Would you say that again?'

/** Why a turn was cut short on purpose; not an error. */
export const stopped = Symbol('stopped')

type End = EventData['turn-ended']

/** A turn that is being answered: what was said so far, and what it took. */
type Running = ClaimedTurn & {
  readonly frames: TextFrames
  readonly meter: TurnMeter
  /** Set once the rows were looked at. */
  isFull: boolean
}

/**
 * Answers one claimed turn and ends it with its one event. When the claim was lost, nothing is written and
 * nothing is said: another worker answers. Returns whether so much was said that the oldest of it should be folded
 * into the conversation's summary.
 */
export async function answerTurn(
  context: ConversationContext,
  turn: ClaimedTurn,
  frames: TextFrames,
  controller: AbortController,
): Promise<boolean> {
  const meter = createTurnMeter()
  try {
    const running: Running = { ...turn, frames, meter, isFull: false }
    const end = await composeEnd(context, running, controller)
    // What was not sent yet comes with the end in a moment; what was refused never does.
    frames.drop()
    // An attempt that died may have left something held, and so may a tool that was left behind.
    if (turn.attempt > 1 || meter.usage().steps > 1) await releaseToolHolds(context.database, turn)
    const event = await endTurn(context.database, turn, end, meter.usage())
    if (event !== undefined)
      context.bus.publish(conversationChannel(turn.conversation), { type: 'log', event })
    return running.isFull
  } finally {
    frames.drop()
  }
}

async function composeEnd(
  context: ConversationContext,
  turn: Running,
  controller: AbortController,
): Promise<End> {
  if (turn.stop) return { reason: 'stopped', text: '' }
  if (turn.attempt > maxAttempts) return { reason: 'failed', text: '', code: 'attempts-spent' }
  // The turn's own controller, not a signal more: one costs as much as some tokens.
  const { signal } = controller
  const time = setTimeout(() => controller.abort(new TimeoutError('The turn took too long')), totalMs)
  time.unref()
  try {
    return await answer(context, turn, signal)
  } catch (error) {
    const isTimeUp =
      signal.reason instanceof TimeoutError || (isChatModelError(error) && error.code === 'timeout')
    const isCut = signal.reason === stopped || signal.reason instanceof TimeoutError
    // A lost claim or a closing process ends nothing: the turn is another's now.
    if (signal.aborted && !isCut) throw error
    if (error instanceof ClaimLostError) throw error
    // A failure of ours, such as a database that is away for a moment, is no answer: the turn is tried again.
    if (!isCut && !isChatModelError(error)) throw error
    if (signal.reason !== stopped) context.report(error)
    return await cutShort(context, turn, signal.reason === stopped ? 'stopped' : failureCode(turn, isTimeUp))
  } finally {
    clearTimeout(time)
  }
}

async function answer(context: ConversationContext, turn: Running, signal: AbortSignal): Promise<End> {
  const material = materialOf(context, turn)
  turn.isFull = material.isFull
  const call = { key: `${turn.id}.message`, signal }
  const verdict = await context.moderation.judge('message', { text: material.asked }, call)
  if (verdict.action !== 'allow')
    return { reason: 'blocked', text: '', code: verdict.categories[0] ?? 'safety' }

  const { reason, isDegraded } = await stream(context, turn, material, signal)
  const text = turn.frames.text()
  const refusal = await judgeAnswer(context, turn, signal)
  if (refusal !== undefined) return { reason: 'blocked', text: '', code: refusal }
  if (reason === 'safety') return { reason: 'blocked', text, code: 'model-refused' }
  if (reason === 'length') return { reason: 'answered', text, code: 'length' }
  return { reason: 'answered', text, ...(isDegraded ? { code: 'degraded' } : {}) }
}

/** The end of a turn that was stopped or failed. What is kept has been judged, however it came to its end. */
async function cutShort(
  context: ConversationContext,
  turn: Running,
  code: 'stopped' | FailureCode,
): Promise<End> {
  const text = turn.frames.text()
  const refusal = await judgeAnswer(context, turn, within(judgeMs))
  if (refusal !== undefined) return { reason: 'blocked', text: '', code: refusal }
  return code === 'stopped' ? { reason: 'stopped', text } : { reason: 'failed', text, code }
}

type FailureCode = 'interrupted' | 'timeout' | 'model-failed'

/** What the person is told: that words are missing at the end, or why there are none. The log says the rest. */
function failureCode(turn: Running, isTimeUp: boolean): FailureCode {
  if (turn.frames.text() !== '') return 'interrupted'
  return isTimeUp ? 'timeout' : 'model-failed'
}

/** Why an answer may not stand, or undefined. An empty one needs no verdict. */
async function judgeAnswer(
  context: ConversationContext,
  turn: Running,
  signal: AbortSignal,
): Promise<string | undefined> {
  const text = turn.frames.text()
  if (text === '') return undefined
  const verdict = await context.moderation.judge('answer', { text }, { key: `${turn.id}.answer`, signal })
  return verdict.action === 'allow' ? undefined : (verdict.categories[0] ?? 'safety')
}

async function stream(
  context: ConversationContext,
  turn: Running,
  material: Material,
  signal: AbortSignal,
): Promise<TurnResult> {
  const { frames, meter } = turn
  const parts = runTurn({
    model: askModels(context.chatModels, { patience: usualPatience, meter, report: context.report }),
    system: material.system,
    messages: chatMessages(material.turns, turn.id, context.prompt.historyTokens),
    tools: context.toolSpecs,
    maxTokens,
    key: `${turn.id}.${turn.attempt}`,
    signal,
    dispatch: createToolCalls(context, turn, { ...material, signal, onPhoto: () => meter.photoOrdered() }),
  })
  for (;;) {
    const part = await parts.next()
    if (part.done !== true) frames.add(part.value.text)
    else {
      // Nobody is left with an empty answer; a photo alone is none.
      const isEmpty = frames.text().trim() === '' && meter.usage().photos + material.ordered === 0
      if (isEmpty && part.value.reason !== 'safety') frames.add(lostWords)
      return part.value
    }
  }
}
