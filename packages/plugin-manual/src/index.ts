import type { Plugin } from '@parlor/plugin-kit'
import { grants } from './grants.ts'

/** Billing by hand, for `parlor grant`. Needs no configuration, and may stand beside another billing plugin. */
export function manual(): Plugin {
  return {
    name: 'manual',
    api: 1,
    check: async () => [],
    setup: ({ records }) => ({ billing: grants(records) }),
  }
}
