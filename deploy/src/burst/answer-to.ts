/** What the burst's model says: its own answer shows what it was given, and that no other was under way. */
export function answerTo(heard: readonly string[], answersBefore: number): string {
  return `After ${answersBefore} answers: ${heard.join(' ')}`
}
