import { ChatModelError } from '@parlor/plugin-kit'
import { timeLimit } from '../deadline.ts'
import type { LogEvent } from '../event/event.ts'
import { readEvents, type ConversationKey } from '../event/log.ts'
import { askModels, usualPatience } from './ask-models.ts'
import type { ConversationContext } from './conversation-context.ts'
import { nextFold, type Fold } from './fold.ts'
import { turnsOf } from './history.ts'
import { memoryRequest, memoryText } from './memory-request.ts'
import { claimSummary, releaseSummary, writeSummary, type Summary } from './summary.ts'
import { createTurnMeter } from './turn-meter.ts'

/** Rows of one look, from the oldest that is not folded yet; there are more as long as none of them can be folded. */
const foldRows = 400
/** A turn of more rows than this is no talk. */
const mostRows = 20 * foldRows
const totalMs = 60_000

/**
 * Folds the oldest turns of a conversation into its summary, when there is enough of them. One worker does it at a
 * time; a failure leaves everything as it was, for a later turn to try again.
 */
export async function foldMemory(
  context: ConversationContext,
  key: ConversationKey,
  signal: AbortSignal,
): Promise<void> {
  const summary = await claimSummary(context.database, key)
  if (summary === undefined) return
  const { claim } = summary
  try {
    const fold = await readFold(context, key, summary)
    if (fold === undefined) return await releaseSummary(context.database, key, claim, { isFailed: false })
    const text = await remember(context, key, { summary, fold, signal })
    await writeSummary(context.database, key, {
      claim,
      text,
      uptoSeq: fold.uptoSeq,
      readFrom: fold.readFrom,
    })
  } catch (error) {
    await releaseSummary(context.database, key, claim, { isFailed: !signal.aborted })
    throw error
  }
}

async function readFold(
  context: ConversationContext,
  key: ConversationKey,
  { uptoSeq, readFrom }: Summary,
): Promise<Fold | undefined> {
  const events: LogEvent[] = []
  for (;;) {
    const after = events.at(-1)?.seq ?? readFrom - 1
    const page = await readEvents(context.database, key, { after, limit: foldRows })
    events.push(...page)
    const turns = turnsOf(events).filter(({ endSeq }) => endSeq === undefined || endSeq > uptoSeq)
    const fold = nextFold(turns, context.prompt.historyTokens)
    if (fold !== undefined || page.length < foldRows || events.length >= mostRows) return fold
  }
}

/** The new text. What may not stand as an answer is not remembered either: the old text stays. */
async function remember(
  context: ConversationContext,
  key: ConversationKey,
  { summary, fold, signal }: { readonly summary: Summary; readonly fold: Fold; readonly signal: AbortSignal },
): Promise<string> {
  if (fold.turns.every(({ messages }) => messages.length === 0)) return summary.text
  const call = `${key.conversation}.memory.${fold.uptoSeq}`
  const limit = timeLimit(totalMs, signal)
  try {
    const model = askModels(context.chatModels, {
      patience: usualPatience,
      meter: createTurnMeter(),
      report: context.report,
    })
    let answer = ''
    const request = memoryRequest(summary.text, fold.turns)
    for await (const part of model.stream(request, { key: call, signal: limit.signal })) {
      if (part.type === 'text') answer += part.text
      if (answer.length > longestAnswer) break
      if (part.type === 'finish' && part.reason === 'safety') return summary.text
    }
    const text = memoryText(answer)
    if (text === '') throw new ChatModelError('invalid', 'The chat model gave no summary')
    const verdict = await context.moderation.judge('answer', { text }, { key: call, signal: limit.signal })
    return verdict.action === 'allow' ? text : summary.text
  } finally {
    limit.drop()
  }
}

const longestAnswer = 20_000
