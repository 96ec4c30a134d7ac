export { stripe } from './plugin.ts'
