import type { Call, Json, Schema } from './data.ts'

/** An answer now, or a photo that core delivers later. */
export type ToolResult =
  | { readonly output: Json }
  | { readonly photo: { readonly scene: string; readonly caption?: string } }

/**
 * Something the model may call. Its output is JSON of 16,000 characters at most; more is cut, and the model is told.
 * `run` has 30 s. Who calls is told by core, never by the model's input. `call.key` is the same when a turn is begun
 * again after its worker died. `input` must be able to give a JSON Schema (zod 4 can).
 */
export interface Tool<Input = unknown> {
  readonly description: string
  readonly input: Schema<unknown, Input>
  /** The JSON Schema shown to the model; needed when `input` cannot give one itself. */
  readonly inputSchema?: Json
  /**
   * A feature of `tiers.yaml` that one call takes a unit of: held before `run`, settled by its result, released by a
   * throw. A name that core does not know becomes one that the file may sell, with a limit.
   */
  readonly feature?: string
  run(
    input: Input,
    call: Call & { readonly account: string; readonly conversation: string; readonly avatar: Json },
  ): Promise<ToolResult>
}

/** Gives a tool's `run` the type of its schema's output. */
export function defineTool<S extends Schema>(
  tool: Omit<Tool<NonNullable<S['~standard']['types']>['output']>, 'input'> & { input: S },
): Tool<never> {
  return tool as unknown as Tool<never> // the schema that stands beside `run` makes its input
}
