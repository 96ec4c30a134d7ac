/** What Markdown becomes: text, or an element of a short list of tags with attributes that we chose. */
export type MarkdownNode =
  | string
  | {
      readonly tag: string
      readonly attributes: Readonly<Record<string, string>>
      readonly children: readonly MarkdownNode[]
    }

/** Finished blocks and where the rest begins; hand it back to go on without reading the start again. */
export type MarkdownTree = {
  readonly blocks: readonly MarkdownNode[]
  /** How many of the blocks can no longer change, and how much text they took. */
  readonly finished: number
  readonly finishedLength: number
  readonly text: string
}

export const emptyTree: MarkdownTree = { blocks: [], finished: 0, finishedLength: 0, text: '' }

/** What reads Markdown. It comes in a chunk of its own, since its grammar is as large as the rest of the chat. */
export type MarkdownReader = {
  readonly markdownTree: (text: string, before?: MarkdownTree) => MarkdownTree
  readonly plainText: (text: string) => string
}

/** Stands in until the reader is here: words as they were written, in their paragraphs. */
export const plainReader: MarkdownReader = {
  markdownTree: (text) => ({
    ...emptyTree,
    text,
    blocks: text
      .split(/\n{2,}/)
      .filter((words) => words.trim() !== '')
      .map((words) => ({ tag: 'p', attributes: {}, children: [words] })),
  }),
  plainText: (text) => text,
}
