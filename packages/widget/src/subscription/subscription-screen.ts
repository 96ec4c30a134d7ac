import { Screen } from '../shell/screen.ts'

/** What the places have in common that show how a subscription stands: the way to another card. */
export class SubscriptionScreen extends Screen {
  protected newCard = (): void => {
    void this.attempt('card', async () => {
      const { url } = await this.api.newCard()
      this.visit.leaving('card')
      globalThis.location.assign(url)
    })
  }
}
