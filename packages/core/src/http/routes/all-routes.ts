import type { Route } from '../route.ts'
import type { Services } from '../services.ts'
import { aboutRoutes } from './about.ts'
import { avatarRoutes } from './avatar.ts'
import { billingRoutes } from './billing.ts'
import { conversationRoutes } from './conversations.ts'
import { meRoutes } from './me.ts'
import { photoRoutes } from './photos.ts'
import { provenanceRoutes } from './provenance.ts'
import { webhookRoutes } from './webhooks.ts'

/** Version 1 of the HTTP interface, but for sign-in, which the account room brings. */
export function allRoutes(services: Services): readonly Route[] {
  return [
    ...aboutRoutes(services),
    ...meRoutes(services),
    ...avatarRoutes(services),
    ...billingRoutes(services),
    ...conversationRoutes(services),
    ...photoRoutes(services),
    ...provenanceRoutes(services),
    ...webhookRoutes(services),
  ]
}
