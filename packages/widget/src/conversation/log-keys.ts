/**
 * The keyboard inside the log: Up and Down from message to message, Home and End, Enter into the
 * message, Escape back to the composer, F6 to the other half.
 */
export function logKey(event: KeyboardEvent, log: HTMLElement, toComposer: () => void): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  const rows = [...log.querySelectorAll<HTMLElement>('.row')]
  const target = event.target as HTMLElement // the listener is inside the shadow root of the rows
  const current = rows.findIndex((row) => row.contains(target))
  const isInside = current >= 0 && target !== rows[current]
  const moves: Readonly<Record<string, () => void>> = {
    ArrowUp: () => rows[current === -1 ? rows.length - 1 : Math.max(0, current - 1)]?.focus(),
    ArrowDown: () => rows[current === -1 ? rows.length - 1 : Math.min(rows.length - 1, current + 1)]?.focus(),
    Home: () => rows[0]?.focus(),
    End: () => rows.at(-1)?.focus(),
    Escape: () => (isInside ? rows[current]?.focus() : toComposer()),
    F6: toComposer,
    ...(current >= 0 && !isInside ? { Enter: () => enter(rows[current]) } : {}),
  }
  const move = moves[event.key]
  if (!move) return
  event.preventDefault()
  // an Escape that did its work here must not close the panel around us as well
  event.stopPropagation()
  move()
}

function enter(row: HTMLElement | undefined): void {
  const card = row?.querySelector('parlor-photo-card')?.shadowRoot?.querySelector<HTMLElement>('button, a')
  const inside = card ?? row?.querySelector<HTMLElement>('a, button, pre')
  inside?.focus()
}
