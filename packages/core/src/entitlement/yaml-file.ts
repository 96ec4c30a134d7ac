import { isMap, isScalar, LineCounter, parseDocument, visit, type Node } from 'yaml'

export type YamlFile = {
  /** What the file says, as plain data; undefined when there are problems. */
  readonly value: unknown
  /** What the YAML itself has wrong, each with file, line and column. */
  readonly problems: readonly string[]
  /** `file:line:column` of a value, or of the nearest thing around it. */
  readonly at: (path: readonly PropertyKey[]) => string
  /** The same of a key in the map at `path`. */
  readonly atKey: (path: readonly PropertyKey[], key: string) => string
}

/** Reads a YAML file for checks that tell line and column. */
export function openYaml(text: string, fileName: string): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${fileName}:${line}:${col}`
  }
  const placeOf = (node: Node | null | undefined) => (node?.range ? place(node.range[0]) : undefined)

  const problems = document.errors.map(
    (error) => `${place(error.pos[0])} ${error.message.split('\n')[0] ?? ''}`,
  )
  visit(document, {
    Alias(_key, alias) {
      // The file is short enough without them, and a few of them can stand for a billion entries.
      problems.push(`${placeOf(alias) ?? fileName} *${alias.source}: write it out, aliases are not read here`)
    },
  })
  const at = (path: readonly PropertyKey[]) => {
    for (let length = path.length; length >= 0; length--) {
      const found = placeOf(document.getIn(path.slice(0, length), true) as Node | undefined) // keepScalar: a node
      if (found !== undefined) return found
    }
    return fileName
  }
  return {
    value: problems.length > 0 ? undefined : document.toJS(),
    problems,
    at,
    atKey(path, key) {
      const map = path.length === 0 ? document.contents : document.getIn(path, true)
      const pair = isMap(map)
        ? map.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined
      return placeOf(pair?.key as Node | undefined) ?? at(path)
    },
  }
}
