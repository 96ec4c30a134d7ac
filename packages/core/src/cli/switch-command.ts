import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { readProviderStates } from '../photo/provider-state.ts'
import { PlatformError } from '../platform-error.ts'
import { readSwitches, setSwitch, type SwitchName } from '../safety/switches.ts'
import type { CommandContext } from './command-context.ts'
import type { Deployment } from './deployment.ts'
import { saidReason } from './said-reason.ts'
import { standingLines } from './standing-lines.ts'
import { withDatabase } from './with-database.ts'

/** `parlor switch`, `parlor switch off <name> --reason …` and `parlor switch on <name>`. */
export function addSwitchCommands(program: Command, context: CommandContext): void {
  const names = 'photos for all of them, or provider:<plugin> for one that makes pictures'
  const command = program
    .command('switch')
    .description('Kill switches: show them, or turn off and on what makes photos, without a restart')
  command
    .command('list', { isDefault: true })
    .description('Show what is off, since when and why, and how providers do')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const standing = await withDatabase(await context.deployment(), async (database) => ({
        switches: await readSwitches(database),
        providers: await readProviderStates(database),
      }))
      if (json === true) context.print(JSON.stringify(standing, null, 2))
      else for (const line of standingLines(standing.switches, standing.providers)) context.print(line)
    })
  for (const to of ['off', 'on'] as const) {
    const isOff = to === 'off'
    const change = command
      .command(to)
      .description(
        isOff ? 'Turn off: no new picture is begun there from now on; audited' : 'Turn on again; audited',
      )
      .argument('<name>', names)
    if (isOff)
      change.requiredOption('--reason <text>', 'why, for the audit log and whoever looks next', saidReason)
    else change.option('--reason <text>', 'why', '')
    change.action(async (name: string, { reason }: { reason: string }) => {
      const deployment = await context.deployment()
      const known = checkName(name, deployment)
      const by = userInfo().username
      await withDatabase(deployment, async (database) => {
        await setSwitch(database, { name: known, isOff, reason: reason.slice(0, 500), by })
      })
      context.print(`${name} is ${to}. Running workers heed it before each new picture.`)
    })
  }
}

function checkName(name: string, { plugins }: Deployment): SwitchName {
  if (name === 'photos') return name
  const plugin = /^provider:(.+)$/.exec(name)?.[1]
  if (plugin !== undefined && plugins.some((entry) => entry.name === plugin)) return `provider:${plugin}`
  const known = ['photos', ...plugins.map((entry) => `provider:${entry.name}`)]
  throw new PlatformError('not-found', `There is no switch ${name}. There are ${known.join(', ')}.`)
}
