import type { Json, Tool, ToolCall, ToolResult, ToolSpec } from '@parlor/plugin-kit'
import { z } from 'zod'
import { bounded } from '../deadline.ts'

/** A tool answers while somebody waits for words; what takes longer is a photo's machine. */
const runMs = 30_000

export type Tools = Readonly<Record<string, Tool<never>>>

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

/**
 * Checks the model's input and runs the tool. What goes wrong becomes an output that the model can read;
 * it never holds a stack, a path or an internal message.
 */
export async function dispatchTool(
  tools: Tools,
  call: ToolCall,
  context: ToolContext,
  report: (error: unknown) => void,
): Promise<ToolResult> {
  const tool = Object.hasOwn(tools, call.name) ? (tools[call.name] as Tool | undefined) : undefined
  if (tool === undefined) return { output: { error: 'There is no such tool' } }
  const checked = await tool.input['~standard'].validate(call.input)
  if (checked.issues !== undefined) {
    return {
      output: { error: 'The input is not valid', issues: checked.issues.map((issue) => issue.message) },
    }
  }
  try {
    return await bounded(
      runMs,
      context.signal,
      async (signal) => await tool.run(checked.value, { ...context, signal }),
    )
  } catch (error) {
    context.signal.throwIfAborted()
    report(error)
    return { output: { error: 'The tool failed' } }
  }
}

function jsonSchema(name: string, tool: Tool<never>): Json {
  if (!(tool.input instanceof z.ZodType)) {
    throw new Error(
      `Tool ${name} needs inputSchema: its schema is not zod's and cannot be told as JSON Schema`,
    )
  }
  return z.toJSONSchema(tool.input, { io: 'input' }) as Json
}
