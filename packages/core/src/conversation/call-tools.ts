import type { Json, ToolCall } from '@parlor/plugin-kit'
import { ClaimLostError } from '../database/claims.ts'
import { conversationChannel } from '../event/bus.ts'
import { appendEvent } from '../event/log.ts'
import { orderChatPhoto } from '../photo/order.ts'
import { PlatformError } from '../platform-error.ts'
import { refusedDepiction } from '../safety/depiction.ts'
import { dispatchTool } from '../tool/dispatch.ts'
import { holdForTool } from '../tool/tool-hold.ts'
import type { ConversationContext } from './conversation-context.ts'
import type { ClaimedTurn } from './turn-queue.ts'

export const maxPhotosPerTurn = 4
/** Told to the model of a scene that the rules refuse. */
export const refusedWords = 'This photo cannot be taken. Offer another one, with no word about the reason.'

/**
 * What a turn's calls do, one after the other; the function gives what the model is told.
 *
 * Calls are counted by their tool's name, and photos beside them, from those that an earlier attempt ordered. So
 * the second of a kind is the second in every attempt, and neither a photo nor a unit is taken twice for it.
 */
export function createToolCalls(
  context: ConversationContext,
  turn: ClaimedTurn,
  options: {
    readonly avatar: Json
    /** Photos that an earlier attempt of this turn ordered. */
    readonly ordered: number
    readonly signal: AbortSignal
    readonly onPhoto: () => void
  },
): (call: ToolCall, offset: number) => Promise<Json> {
  const { account, conversation } = turn
  const number = counter()
  let photos = options.ordered

  return async (call, offset) => {
    const result = await dispatchTool(
      context.tools,
      call,
      {
        key: `${turn.id}.${call.name}.${number(call.name)}`,
        signal: options.signal,
        account,
        conversation,
        avatar: options.avatar,
      },
      {
        hold: async (feature) => {
          const unit = { account, turn: turn.id, feature, callNo: number(`feature ${feature}`) }
          return await holdForTool(context.photos, unit, turn.claim)
        },
        report: context.report,
      },
    )
    if ('output' in result) return result.output
    if (photos >= maxPhotosPerTurn) return { error: 'No more photos in this answer' }
    const order = { account, conversation, turn: turn.id, turnClaim: turn.claim, offset, ...result.photo }
    const answer = await orderPhoto(context, { ...order, callNo: photos })
    if ('error' in answer) return answer
    photos++
    options.onPhoto()
    return isRefused(result.photo) ? { error: refusedWords } : answer
  }
}

/**
 * What the rules will block at its prompt is ordered all the same: so the user has a card that explains, the trail has the
 * attempt, and nothing is paid. The model is told at once, in words from which nothing can be learnt.
 */
function isRefused({ scene, caption }: { readonly scene: string; readonly caption?: string }): boolean {
  return refusedDepiction(`${scene}\n${caption ?? ''}`, 'prompt') !== undefined
}

async function orderPhoto(
  context: ConversationContext,
  order: Parameters<typeof orderChatPhoto>[1],
): Promise<{ readonly status: string } | { readonly error: string }> {
  try {
    const photo = await orderChatPhoto(context.photos, order)
    if (photo === undefined) throw new ClaimLostError('A turn was taken over')
    return { status: 'on its way' }
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error
    if (error.code === 'payment-required') return { error: 'The photos of this period are used up' }
    if (error.code === 'conflict') return { error: 'No photo can be taken yet' }
    if (error.code === 'cooling-down' || error.code === 'forbidden') {
      await tellPause(context, order, error.message)
      return { error: 'No photo can be taken for now' }
    }
    throw error
  }
}

/** Why is between the person and us: a model that knew might scold, or help around it. Once in a turn. */
async function tellPause(
  context: ConversationContext,
  { account, conversation, turn }: Parameters<typeof orderChatPhoto>[1],
  words: string,
): Promise<void> {
  await context.database.knex.transaction(async (transaction) => {
    const data = { kind: 'pictures', text: `${words}.` } as const
    const event = { type: 'notice-given', key: `notice:pictures:${turn}`, turn, data } as const
    await appendEvent(transaction, { account, conversation }, event)
  })
  context.bus.publish(conversationChannel(conversation), { type: 'wake' })
}

/** Counts each name from 0. */
function counter(): (name: string) => number {
  const counts = new Map<string, number>()
  return (name) => {
    const count = counts.get(name) ?? 0
    counts.set(name, count + 1)
    return count
  }
}
