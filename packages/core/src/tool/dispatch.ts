import type { Json, Tool, ToolCall, ToolResult, ToolSpec } from '@parlor/plugin-kit'
import { z } from 'zod'
import { bounded } from '../deadline.ts'
import { noHold, type ToolHold } from './tool-hold.ts'
import { checkInput, type CheckedInput } from './tool-input.ts'
import { readResult } from './tool-output.ts'

/** A tool answers while somebody waits for words; what takes longer is a photo's machine. */
const runMs = 30_000

export type Tools = Readonly<Record<string, Tool<never>>>

/** Who calls, told by the rows and never by the model. */
export type ToolContext = {
  readonly key: string
  readonly signal: AbortSignal
  readonly account: string
  readonly conversation: string
  readonly avatar: Json
}

/** The tools as a model sees them. Throws at start when a schema cannot be told as JSON Schema. */
export function toolSpecs(tools: Tools): readonly ToolSpec[] {
  return Object.entries(tools).map(([name, tool]) => ({
    name,
    description: tool.description,
    inputSchema: tool.inputSchema ?? jsonSchema(name, tool),
  }))
}

/** The features that tools ask for, to be sold in `tiers.yaml`. */
export function toolFeatures(tools: Tools): readonly string[] {
  return Object.values(tools).flatMap((tool) => (tool.feature === undefined ? [] : [tool.feature]))
}

/**
 * Checks the model's input, holds what the tool costs, and runs it. What goes wrong becomes an output that the
 * model can read; it never holds a stack, a path or an internal message.
 *
 * The hold is settled by a result and released by a failure; `hold` gives undefined when no unit is left. Throws
 * the signal's reason when it aborts.
 */
export async function dispatchTool(
  tools: Tools,
  call: ToolCall,
  context: ToolContext,
  {
    hold,
    report,
  }: {
    readonly hold: (feature: string) => Promise<ToolHold | undefined>
    readonly report: (error: unknown) => void
  },
): Promise<ToolResult> {
  const failed = (error: unknown): ToolResult => {
    context.signal.throwIfAborted()
    report(error)
    return refusal('The tool failed')
  }
  const tool = Object.hasOwn(tools, call.name) ? (tools[call.name] as Tool | undefined) : undefined
  if (tool === undefined) return refusal(`There is no such tool. There are: ${Object.keys(tools).join(', ')}`)
  let input: CheckedInput
  try {
    input = await bounded(runMs, context.signal, async () => await checkInput(tool, call.input))
  } catch (error) {
    return failed(error)
  }
  if ('error' in input) return { output: input }
  const unit = tool.feature === undefined ? noHold : await hold(tool.feature)
  if (unit === undefined) return refusal('This is used up for now, or not part of the subscription')
  const { value } = input
  let result: ToolResult
  try {
    const given = await bounded(
      runMs,
      context.signal,
      async (signal) => await tool.run(value, { ...context, signal }),
    )
    result = readResult(given)
  } catch (error) {
    await unit.release()
    return failed(error)
  }
  await unit.settle()
  return result
}

function refusal(error: string): ToolResult {
  return { output: { error } }
}

function jsonSchema(name: string, tool: Tool<never>): Json {
  if (!(tool.input instanceof z.ZodType)) {
    throw new Error(
      `Tool ${name} needs inputSchema: its schema is not zod's and cannot be told as JSON Schema`,
    )
  }
  return z.toJSONSchema(tool.input, { io: 'input' }) as Json
}
