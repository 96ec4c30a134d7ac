import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Command } from 'commander'
import { developmentCertificate } from '../photo/development-certificate.ts'
import { addAuditCommands } from './audit-command.ts'
import { doctor } from './doctor.ts'
import { addGrantCommands } from './grant-command.ts'
import { addInboxCommands } from './inbox-command.ts'
import { loadDeployment } from './load-deployment.ts'
import { addPhotosCommands } from './photos-command.ts'
import { start } from './start.ts'
import { addStrikesCommands } from './strikes-command.ts'
import { addSwitchCommands } from './switch-command.ts'
import { addTiersCommands } from './tiers-command.ts'
import { addWhyCommand } from './why-command.ts'

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }

/** The `parlor` command. Returns the exit code; what is wrong is said in one paragraph, without a stack. */
export async function main(
  argv: readonly string[],
  {
    print,
    printError,
  }: { readonly print: (line: string) => void; readonly printError: (line: string) => void },
): Promise<number> {
  let exitCode = 0
  const program = new Command('parlor')
    .description('Runs and inspects a Parlor deployment')
    .version(version)
    .option(
      '--config <file>',
      'the deployment’s configuration (built), by default deploy/dist/parlor.config.js',
    )
    .configureOutput({
      writeOut: (text) => print(text.trimEnd()),
      writeErr: (text) => printError(text.trimEnd()),
    })
    .exitOverride()
  const deployment = async () => await loadDeployment(program.opts<{ config?: string }>().config)

  program
    .command('start')
    .description('Run web and worker in one process')
    .action(async () => await start(await deployment(), print))
  for (const part of ['web', 'worker'] as const) {
    program
      .command(part)
      .description(`Run the ${part} part alone; needs REDIS_URL and DATABASE_URL`)
      .action(async () => await start(await deployment(), print, [part]))
  }
  program
    .command('doctor')
    .description('Show which plugin fills which slot, and what is missing')
    .action(async () => {
      if (!(await doctor(await deployment(), print))) exitCode = 1
    })
  program
    .command('c2pa')
    .description('Content credentials')
    .command('anchor')
    .description('Print the trust anchor that photos are checked against')
    .action(async () => {
      const { settings } = await deployment()
      const anchor =
        settings.c2pa?.anchorPem ??
        (await developmentCertificate(join(settings.dataFolder, 'c2pa'))).anchorPem
      print(anchor.trimEnd())
    })
  const context = { deployment, print, printError, fail: () => (exitCode = 1) }
  addTiersCommands(program, context)
  addGrantCommands(program, context)
  addAuditCommands(program, context)
  addWhyCommand(program, context)
  addPhotosCommands(program, context)
  addInboxCommands(program, context)
  addSwitchCommands(program, context)
  addStrikesCommands(program, context)

  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (isCommanderError(error)) return error.exitCode
    for (const line of describeError(error)) printError(line)
    return 1
  }
  return exitCode
}

function isCommanderError(error: unknown): error is { exitCode: number } {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('commander.')
}

/** The message, then what caused it, each on its line; a hint where the error brings one. */
function describeError(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return [String(error)]
  const lines = [error.message]
  if ('hint' in error && typeof error.hint === 'string') lines.push(error.hint)
  return error.cause === undefined
    ? lines
    : [...lines, ...describeError(error.cause).map((line) => `  because: ${line}`)]
}
