/** When and in which words a person is told that they talk with an AI; `elsewhere` when another page tells it. */
export type Disclosure = 'elsewhere' | { readonly everyMinutes: number; readonly text: string }

/** In the words of New York's General Business Law, Article 47, in sentence case. */
export const defaultNotice =
  'You are talking with an AI. It is a computer program and not a human being, and it is unable to feel human emotion.'
