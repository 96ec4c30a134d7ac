/** The first thing that is wrong with the log. `seq` is undefined for an event that has none. */
export type Finding = {
  readonly problem: 'changed' | 'dropped' | 'reordered' | 'inserted' | 'cut-off'
  readonly seq?: number
  readonly id?: string
  /** Names place, event and problem in one line. */
  readonly message: string
}
