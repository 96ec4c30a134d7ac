const everyMs = 100

/** One line on the terminal that is written again and again; nothing where the output is no terminal. */
export function progressLine(stream: NodeJS.WriteStream = process.stderr) {
  let shownAt = 0
  return {
    show(text: string) {
      if (!stream.isTTY || Date.now() - shownAt < everyMs) return
      shownAt = Date.now()
      stream.write(`\r\u001b[K${text}`)
    },
    clear() {
      if (stream.isTTY && shownAt > 0) stream.write('\r\u001b[K')
    },
  }
}
