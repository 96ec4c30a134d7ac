export { ModelError } from './errors.ts'
export type { ModelErrorCode } from './errors.ts'
export { openai } from './plugin.ts'
