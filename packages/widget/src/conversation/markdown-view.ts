import { noChange } from 'lit'
import { directive } from 'lit/directive.js'
import type { ElementPart, PartInfo } from 'lit/directive.js'
import { PartType } from 'lit/directive.js'
import { AsyncDirective } from 'lit/async-directive.js'
import { emptyTree } from './markdown-node.ts'
import type { MarkdownNode, MarkdownReader } from './markdown-node.ts'

/**
 * Makes the children of `parent` what `nodes` describe, touching only what differs: text that grew is
 * appended to, elements of the same tag stay. While an answer streams that is one text node a frame.
 */
export function patch(parent: Node, nodes: readonly MarkdownNode[], from = 0): void {
  for (const [index, node] of nodes.entries()) {
    const existing = parent.childNodes[from + index]
    if (typeof node === 'string') patchText(parent, existing, node)
    else patchElement(parent, existing, node)
  }
  while (parent.childNodes.length > from + nodes.length) parent.lastChild?.remove()
}

function patchText(parent: Node, existing: ChildNode | undefined, text: string): void {
  if (!(existing instanceof Text)) return put(parent, existing, document.createTextNode(text))
  if (existing.data === text) return
  if (text.startsWith(existing.data)) existing.appendData(text.slice(existing.data.length))
  else existing.data = text
}

function patchElement(
  parent: Node,
  existing: ChildNode | undefined,
  node: Exclude<MarkdownNode, string>,
): void {
  if (existing instanceof HTMLElement && existing.localName === node.tag) {
    setAttributes(existing, node.attributes)
    return patch(existing, node.children)
  }
  const created = document.createElement(node.tag)
  setAttributes(created, node.attributes)
  patch(created, node.children)
  put(parent, existing, created)
}

function setAttributes(element: HTMLElement, attributes: Readonly<Record<string, string>>): void {
  for (const name of element.getAttributeNames()) {
    if (!(name in attributes)) element.removeAttribute(name)
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value)
  }
}

function put(parent: Node, existing: ChildNode | undefined, created: Node): void {
  if (existing) parent.replaceChild(created, existing)
  else parent.appendChild(created)
}

class MarkdownDirective extends AsyncDirective {
  #tree = emptyTree
  #reader: MarkdownReader | undefined

  constructor(part: PartInfo) {
    super(part)
    if (part.type !== PartType.ELEMENT) throw new Error('markdown() stands on an element')
  }

  override update(part: ElementPart, [text, reader]: [string, MarkdownReader]): typeof noChange {
    if (text === this.#tree.text && reader === this.#reader) return noChange
    const before = reader === this.#reader ? this.#tree : emptyTree
    const isLonger = text.startsWith(before.text)
    this.#reader = reader
    this.#tree = reader.markdownTree(text, before)
    const kept = isLonger ? before.finished : 0
    patch(part.element, this.#tree.blocks.slice(kept), kept)
    return noChange
  }

  render(_text: string, _reader: MarkdownReader): typeof noChange {
    return noChange
  }
}

/** Writes Markdown into the element that it stands on: `<div ${markdown(text, reader)}></div>`. */
export const markdown = directive(MarkdownDirective)
