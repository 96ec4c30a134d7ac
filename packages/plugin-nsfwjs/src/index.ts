export { nsfwjs } from './plugin.ts'
