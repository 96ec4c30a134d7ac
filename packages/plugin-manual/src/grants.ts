import type { Billing, Records } from '@parlor/plugin-kit'

/** What stands under the key `grant` of an account. */
type Grant = { readonly price: string; readonly from: string; readonly until: string }

/**
 * Billing without money: what an operator granted is what an account has. One grant for each account, whose id is the
 * ref; a new one takes the place of the old.
 */
export function grants(
  records: Records,
  now: () => Date = () => new Date(),
): Billing & Required<Pick<Billing, 'grant'>> {
  const find = async (account: string) => (await records.get(account, 'grant')) as Grant | undefined // only written below

  return {
    async grant({ account, price, until }) {
      await records.alone(account, async () => {
        const before = await find(account)
        // A longer time for the same is one period, so that nothing of it begins anew.
        const goesOn = before?.price === price && new Date(before.until) > now()
        const from = goesOn ? before.from : now().toISOString()
        await records.set(account, 'grant', { price, from, until: until.toISOString() })
      })
      return { ref: account }
    },

    async fetch(ref) {
      const grant = await find(ref)
      if (grant === undefined) return undefined
      const until = new Date(grant.until)
      const status = until > now() ? 'active' : 'ended'
      // Nothing renews it: it ends by itself.
      return { ref, account: ref, price: grant.price, status, from: new Date(grant.from), until, ends: true }
    },

    async cancel() {
      // It ends with its time anyway; who wants it to end before that grants it until now.
    },

    // Nothing happens here behind core's back.
    changed: async () => [],
  }
}
