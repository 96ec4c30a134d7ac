import type { ProviderState } from '../photo/provider-state.ts'
import type { KillSwitch } from '../safety/switches.ts'
import { duration } from './story-lines.ts'
import { table } from './table.ts'

/** What is off and which providers are left alone just now. */
export function standingLines(
  switches: readonly KillSwitch[],
  providers: readonly ProviderState[],
): readonly string[] {
  const off = switches.filter(({ isOff }) => isOff)
  const away = providers.filter(({ awayMs }) => awayMs > 0)
  return [
    ...(off.length === 0
      ? ['Nothing is switched off.']
      : table([
          ['off', 'since', 'by', 'reason'],
          ...off.map(({ name, changedAt, changedBy, reason }) => [
            name,
            changedAt.toISOString().slice(0, 19).replace('T', ' '),
            changedBy,
            reason,
          ]),
        ])),
    ...away.map(
      ({ provider, reason, failures, awayMs }) =>
        `provider ${provider} is left alone for ${duration(awayMs)} (${reason}, ${failures} failures in a row)`,
    ),
  ]
}
