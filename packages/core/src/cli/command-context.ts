import type { Deployment } from './deployment.ts'

/** What a command works with. */
export type CommandContext = {
  readonly deployment: () => Promise<Deployment>
  readonly print: (line: string) => void
  readonly printError: (line: string) => void
  /** The command has done its work and found that something is wrong: exit code 1. */
  readonly fail: () => void
}
