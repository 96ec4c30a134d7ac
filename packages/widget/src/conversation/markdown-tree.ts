import { msg } from '@lit/localize'
import { lexer } from 'marked'
import type { MarkedToken, Token } from 'marked'
import { emptyTree } from './markdown-node.ts'
import type { MarkdownNode, MarkdownTree } from './markdown-node.ts'

/**
 * Reads Markdown into plain descriptions of nodes. HTML stays text, pictures are not loaded, links are
 * https, mailto and tel only.
 *
 * With the tree of a shorter text that this one begins with, only the last block is read again: a long
 * answer costs per frame what its last paragraph costs.
 */
export function markdownTree(text: string, before: MarkdownTree = emptyTree): MarkdownTree {
  const base = text.startsWith(before.text) ? before : emptyTree
  const tokens = lexer(text.slice(base.finishedLength), { gfm: true, breaks: true })
  const last = tokens.findLastIndex((token) => token.type !== 'space')
  const blocks = base.blocks.slice(0, base.finished)
  let finishedLength = base.finishedLength
  let finished = base.finished
  for (const [index, token] of tokens.entries()) {
    if (index < last) finishedLength += token.raw.length
    const described = nodesOf([token])
    blocks.push(...described)
    if (index < last) finished += described.length
  }
  return { blocks, finished, finishedLength, text }
}

/** The words alone, for a screen reader or a notification. */
export function plainText(text: string): string {
  const words = (node: MarkdownNode): string => {
    if (typeof node === 'string') return node
    if (node.tag === 'button') return ''
    return node.children.map(words).join('') + (blockTags.has(node.tag) ? ' ' : '')
  }
  return markdownTree(text).blocks.map(words).join('').replaceAll(/\s+/g, ' ').trim()
}

const blockTags: ReadonlySet<string> = new Set(['p', 'li', 'h4', 'pre', 'blockquote', 'td', 'th', 'br'])

const element = (
  tag: string,
  children: readonly MarkdownNode[],
  attributes: Readonly<Record<string, string>> = {},
): MarkdownNode => ({ tag, attributes, children })

function nodesOf(tokens: readonly Token[] | undefined): MarkdownNode[] {
  // the lexer's union has an open member for extensions, of which we have none
  return (tokens ?? []).flatMap((token) => nodeOf(token as MarkedToken))
}

function nodeOf(token: MarkedToken): MarkdownNode[] {
  switch (token.type) {
    case 'paragraph':
      return [element('p', nodesOf(token.tokens))]
    case 'text':
      return token.tokens ? nodesOf(token.tokens) : [decoded(token.text)]
    case 'strong':
    case 'em':
    case 'del':
      return [element(token.type, nodesOf(token.tokens))]
    case 'heading':
      // a message has no outline: its headings must not stand in the page's
      return [element('p', [element('strong', nodesOf(token.tokens))])]
    case 'blockquote':
      return [element('blockquote', nodesOf(token.tokens))]
    case 'list':
      return [list(token)]
    case 'code':
      return [codeBlock(token.text)]
    case 'codespan':
      return [element('code', [token.text])]
    case 'link':
      return [link(token.href, nodesOf(token.tokens))]
    case 'image':
      return [token.text === '' ? token.raw : link(token.href, [token.text])]
    case 'br':
      return [element('br', [])]
    case 'hr':
      return [element('hr', [])]
    case 'table':
      return [table(token)]
    case 'escape':
      return [token.text]
    case 'html':
      return token.block ? [element('p', [token.raw.trimEnd()])] : [token.raw]
    case 'checkbox':
      return [token.checked ? '☑ ' : '☐ ']
    case 'space':
    case 'def':
      return []
    default:
      return ['raw' in token ? String(token.raw) : '']
  }
}

function list(token: MarkedToken & { type: 'list' }): MarkdownNode {
  const items = token.items.map((item) => element('li', nodesOf(item.tokens)))
  if (!token.ordered) return element('ul', items)
  return element('ol', items, token.start === 1 ? {} : { start: String(token.start) })
}

// the button is a word of ours in a text of hers; the row's listener gives it its deed
function codeBlock(text: string): MarkdownNode {
  const copy = element('button', [msg('Copy')], { type: 'button', class: 'copy' })
  return element('div', [element('pre', [element('code', [text])], { tabindex: '0' }), copy], {
    class: 'code',
  })
}

function table(token: MarkedToken & { type: 'table' }): MarkdownNode {
  const row = (cells: readonly { tokens: Token[] }[], tag: string): MarkdownNode =>
    element(
      'tr',
      cells.map((cell) => element(tag, nodesOf(cell.tokens))),
    )
  return element('table', [
    element('thead', [row(token.header, 'th')]),
    element(
      'tbody',
      token.rows.map((cells) => row(cells, 'td')),
    ),
  ])
}

function link(href: string, children: readonly MarkdownNode[]): MarkdownNode {
  const url = safeUrl(href)
  if (url === null) return element('span', children)
  return element('a', children, { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' })
}

const schemes: ReadonlySet<string> = new Set(['https:', 'mailto:', 'tel:'])

// parsed by the same rules as the browser's, so that nothing that hides a scheme from us shows it there
function safeUrl(href: string): string | null {
  if (!URL.canParse(href)) return null
  const url = new URL(href)
  return schemes.has(url.protocol) ? url.href : null
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': '\u00A0',
}

function decoded(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => entities[entity] ?? entity)
}
