import { z } from 'zod'
import { confirmAdult, isAdult } from '../../account/consent.ts'
import { findAvatar } from '../../avatar/avatars.ts'
import { defineRoute, type Route, type RouteRequest } from '../route.ts'
import type { Services } from '../services.ts'
import { avatarView } from './avatar-view.ts'
import { meReply, type MeReply } from './reply-schemas.ts'
import { readStanding, subscriptionView } from './subscription-view.ts'

/** Who I am here, and what comes next for me. */
export function meRoutes(services: Services): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/me',
      summary: 'Who is signed in, and what comes next',
      access: 'session',
      reply: { status: 200, schema: meReply },
      handle: async (request) => ({ body: await me(services, request) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/me/adult',
      summary: 'Confirm to be an adult and accept the terms',
      access: 'session',
      body: z.object({
        over18: z.literal(true, 'must be true'),
        termsVersion: z.literal(
          services.termsVersion,
          `must be ${services.termsVersion}, the terms in force`,
        ),
      }),
      reply: { status: 200, schema: meReply },
      async handle(request) {
        await confirmAdult(services.database, request.account, { termsVersion: request.body.termsVersion })
        return { body: await me(services, request) }
      },
    }),
  ]
}

/** The document of `GET /v1/me`; `next` is the first of its steps that holds. */
export async function me(
  services: Services,
  request: Pick<RouteRequest, 'account' | 'user'>,
): Promise<MeReply> {
  const { account } = request
  const knex = services.database.knex
  const [adult, avatar, standing, conversation] = await Promise.all([
    isAdult(services.database, account),
    findAvatar(knex, account),
    readStanding(services.billing, account),
    knex('conversation').where({ account_id: account }).first<{ id: string } | undefined>('id'),
  ])
  const { entitlement } = standing
  return {
    user: request.user ?? { id: account, name: '', email: '' },
    adult,
    avatar: avatar === undefined ? null : await avatarView(services, account, avatar, entitlement),
    conversation: conversation?.id ?? null,
    subscription: await subscriptionView(services.billing, account, standing),
    next: nextStep({
      adult,
      hasAvatar: avatar !== undefined,
      hasLook: avatar?.accepted !== undefined,
      mayChat: entitlement.mayChat,
    }),
  }
}

function nextStep(state: {
  adult: boolean
  hasAvatar: boolean
  hasLook: boolean
  mayChat: boolean
}): MeReply['next'] {
  if (!state.adult) return 'confirm-adult'
  if (!state.hasAvatar) return 'avatar'
  if (!state.hasLook) return 'meet'
  return state.mayChat ? 'chat' : 'subscribe'
}
