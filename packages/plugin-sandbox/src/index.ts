export { checkoutPages } from './checkout/pages.ts'
export { sandbox } from './sandbox.ts'
