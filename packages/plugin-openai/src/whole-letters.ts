/**
 * Holds half a letter back until its other half comes: endpoints that split a surrogate pair over two deltas send
 * each half as an escape, and either alone would be written as a replacement character.
 */
export function wholeLetters(): (text: string) => string {
  let half = ''
  return (text) => {
    const joined = half + text
    const last = joined.charCodeAt(joined.length - 1)
    half = last >= 0xd800 && last <= 0xdbff ? joined.slice(-1) : ''
    return half === '' ? joined : joined.slice(0, -1)
  }
}
