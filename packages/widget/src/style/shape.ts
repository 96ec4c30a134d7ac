import { css } from 'lit'

/** Where the portrait stands beside the words: the box is wide, or too low for one above the other. */
export const beside = css`(min-width: 860px) or ((min-width: 600px) and (max-height: 560px))`

/** Beside each other, with room to breathe. */
export const roomy = css`(min-width: 860px) and (min-height: 560.02px)`

/** Beside each other on a phone that lies on its side: every line of height counts. */
export const flat = css`(min-width: 600px) and (max-height: 560px)`
