export { replicate } from './plugin.ts'
