import { isMap, isScalar, LineCounter, parseDocument, visit, type Node, type YAMLError } from 'yaml'

export type Place = { readonly line: number; readonly column: number }

/** Something wrong at a place of a file, in words. */
export type Problem = Place & { readonly words: string }

export type YamlFile = {
  /** What the file says, as plain data; undefined when it cannot be read as a whole. */
  readonly value: unknown
  /** What the YAML itself has wrong. */
  readonly problems: readonly Problem[]
  /** Where a value stands, or the nearest thing around it. */
  readonly at: (path: readonly PropertyKey[]) => Place
  /** The same of a key in the map at `path`. */
  readonly atKey: (path: readonly PropertyKey[], key: string) => Place
}

/** Reads a YAML file for checks that tell line and column. */
export function openYaml(text: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    // Nothing at all has no lines.
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const placeOf = (node: Node | null | undefined) => (node?.range ? place(node.range[0]) : undefined)

  const problems: Problem[] = []
  let isWhole = true
  for (const error of [...document.errors, ...document.warnings]) {
    problems.push({ ...place(error.pos[0]), words: wordsOf(error, text) })
    // The rest says what it would say without the second one.
    if (error.code !== 'DUPLICATE_KEY') isWhole = false
  }
  visit(document, {
    Alias(_key, alias) {
      isWhole = false
      // The file is short enough without them, and a few of them can stand for a billion entries.
      problems.push({
        ...(placeOf(alias) ?? place(0)),
        words: `*${alias.source}: write it out, aliases are not read here`,
      })
    },
  })
  const at = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length >= 0; length--) {
      const found = placeOf(document.getIn(path.slice(0, length), true) as Node | undefined) // keepScalar: a node
      if (found !== undefined) return found
    }
    return place(0)
  }
  return {
    value: isWhole ? document.toJS() : undefined,
    problems,
    at,
    atKey(path, key) {
      const map = path.length === 0 ? document.contents : document.getIn(path, true)
      const pair = isMap(map)
        ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : undefined
      return placeOf(pair?.key as Node | undefined) ?? at(path)
    },
  }
}

/** What the parser says, without its picture of the line. */
function wordsOf(error: YAMLError, text: string): string {
  if (error.code === 'DUPLICATE_KEY') {
    const key = /^[^\s:]+/.exec(text.slice(error.pos[0]))?.[0] ?? 'the key'
    return `${key}: stands twice in the same place; only one of them can hold`
  }
  if (error.code === 'TAB_AS_INDENT') return 'a tab stands in front: indent with spaces'
  const [first = ''] = error.message.split('\n')
  const open = /end with a ([}\]])/.exec(first)?.[1] ?? /closing (["'])/.exec(first)?.[1]
  if (open !== undefined) return `something was opened and not closed: ${open} is missing`
  if (error.code === 'MULTIPLE_DOCS') return '--- begins a second document: only one is read here'
  return first.replace(/ at line \d+, column \d+:?$/, '')
}
