import { msg, str } from '@lit/localize'
import type { Avatar } from '../api/shapes.ts'

/** The companion's first words, in quotes; they greet by name only when one was given. */
export function firstLine(name: string, called: string | undefined): string {
  return called
    ? msg(str`“Hi ${called}. I’m ${name}. I was hoping it would be you.”`)
    : msg(str`“Hi. I’m ${name}. I was hoping it would be you.”`)
}

/** How many looks are left, said before the limit is reached; silent without a limit. */
export function looksLeft(avatar: Pick<Avatar, 'paintAgain'> | null | undefined): string | undefined {
  if (!avatar || avatar.paintAgain.left === null) return undefined
  const { left, per } = avatar.paintAgain
  const isDaily = per === 'day'
  if (left === 0) return isDaily ? msg('No more looks today.') : msg('No more looks this month.')
  if (left === 1) return isDaily ? msg('1 more look today.') : msg('1 more look this month.')
  return isDaily ? msg(str`${left} more looks today.`) : msg(str`${left} more looks this month.`)
}
