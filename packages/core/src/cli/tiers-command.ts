import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { countBuyers } from '../entitlement/count-buyers.ts'
import { diffTiers } from '../entitlement/diff-tiers.ts'
import { parseTiers } from '../entitlement/parse-tiers.ts'
import { priceWords } from '../entitlement/price.ts'
import { tiersJsonSchema } from '../entitlement/tiers-schema.ts'
import { otherFeatures, type Tier } from '../entitlement/tiers.ts'
import { PlatformError } from '../platform-error.ts'
import { applyTiers } from './apply-tiers.ts'
import type { CommandContext } from './command-context.ts'
import type { Deployment } from './deployment.ts'
import { askOnTerminal } from './question.ts'
import { tiersNow } from './tiers-now.ts'
import { withDatabase } from './with-database.ts'
import { featuresOfTools } from './with-plugins.ts'

type Question = (words: string) => Promise<boolean>

/** `parlor tiers check`, `diff`, `apply` and `schema`: what is sold. */
export function addTiersCommands(
  program: Command,
  context: CommandContext,
  { ask = askOnTerminal }: { readonly ask?: Question } = {},
): void {
  const { print } = context
  const command = program
    .command('tiers')
    .description('What is sold: check a change, see whom it touches, sell it')
  command
    .command('check')
    .description('Report everything that is wrong, by line and column')
    .argument('[file]', 'by default the deployment’s own')
    .action(async (path?: string) => {
      const { file, toolFeatures } = await source(context, path)
      const tiers = parseTiers(file.text, file.fileName, { toolFeatures })
      print(`${file.fileName} is valid: ${tiers.tiers.map(inWords).join(', ')}`)
      const others = otherFeatures(tiers)
      if (toolFeatures === 'any' && others.length > 0)
        print(`Features that a tool of a plugin must ask for: ${others.join(', ')}`)
    })
  command
    .command('diff')
    .description('Tell who would gain or lose what, beside the tiers in force')
    .argument('[file]', 'by default the deployment’s own')
    .option('--json', 'as JSON')
    .action(async (path: string | undefined, { json }: { json?: true }) => {
      const { file, toolFeatures, deployment } = await source(context, path)
      const after = parseTiers(file.text, file.fileName, { toolFeatures })
      if (deployment === undefined)
        throw new PlatformError('not-found', 'There is no deployment to compare with')
      const changes = await withDatabase(deployment, async (database) =>
        diffTiers(await tiersNow(database, deployment), after, await countBuyers(database)),
      )
      if (json === true) return print(JSON.stringify(changes, null, 2))
      if (changes.length === 0) print(`${file.fileName} says what is in force`)
      for (const { kind, words } of changes) print(kind === 'warning' ? `warning: ${words}` : words)
    })
  command
    .command('apply')
    .description(
      'Make the payment provider sell what the deployment’s file says; shows first what it would do',
    )
    .option('--dry-run', 'only show')
    .option('--yes', 'do not ask')
    .action(async ({ dryRun, yes }: { dryRun?: true; yes?: true }) => {
      const deployment = await context.deployment()
      await applyTiers(deployment, {
        print,
        isDry: dryRun === true,
        ask: yes === true ? async () => true : ask,
      })
    })
  command
    .command('schema')
    .description('Print the JSON Schema of tiers.yaml, for editors')
    .action(() => print(JSON.stringify(tiersJsonSchema(), null, 2)))
}

/** A file to look at, and what tools ask for: known where there is a deployment that can be set up. */
async function source({ deployment, printError }: CommandContext, path: string | undefined) {
  let found: Deployment | undefined
  let toolFeatures: readonly string[] | 'any' = 'any'
  try {
    found = await deployment()
    toolFeatures = await featuresOfTools(found)
  } catch (error) {
    if (found === undefined && path === undefined) throw error
    printError(`Features of tools are not checked: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (path !== undefined) return { file: await fileAt(path), toolFeatures, deployment: found }
  if (found === undefined) throw new PlatformError('not-found', 'There is no file to look at')
  return { file: found.settings.tiers, toolFeatures, deployment: found }
}

async function fileAt(path: string) {
  try {
    return { text: await readFile(path, 'utf8'), fileName: path }
  } catch (cause) {
    throw new PlatformError('not-found', `${path} cannot be read`, { cause })
  }
}

function inWords({ id, price, lookupKey, visibility }: Tier): string {
  const cost = price === undefined ? `price ${lookupKey}` : priceWords(price)
  return `${id} (${cost}${visibility === 'hidden' ? ', hidden' : ''})`
}
