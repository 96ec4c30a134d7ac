import type { Look } from '../look.ts'

/** Half the width of neck and shoulders, in units of the head. */
export function build(look: Look): { readonly neck: number; readonly shoulder: number } {
  return {
    woman: { neck: 62, shoulder: 288 },
    nonbinary: { neck: 70, shoulder: 306 },
    man: { neck: 88, shoulder: 356 },
  }[look.gender]
}
