/** Letters that are about one token each: Chinese, Japanese, Korean and other scripts of East Asia, and emoji. */
const dense = /[\u2E80-\uD7FF\uD800-\uDBFF\uF900-\uFAFF\uFF00-\uFFEF]/g
/** In other scripts; English has more letters to a token, Russian or Greek fewer. */
const lettersPerToken = 3.5

/**
 * About how many tokens a text has, without a tokenizer: every model has another one, and what is bounded by
 * this is far from any model's own limit.
 */
export function estimateTokens(text: string): number {
  const letters = text.match(dense)?.length ?? 0
  return Math.ceil(letters + (text.length - letters) / lettersPerToken)
}
