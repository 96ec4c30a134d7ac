import { msg, str } from '@lit/localize'
import type { Avatar, Photo } from '../api/shapes.ts'
import { moreWords } from '../shell/problem.ts'

/** The companion's first words, in quotes; they greet by name only when one was given. */
export function firstLine(name: string, called: string | undefined): string {
  return called
    ? msg(str`“Hi ${called}. I’m ${name}. I was hoping it would be you.”`)
    : msg(str`“Hi. I’m ${name}. I was hoping it would be you.”`)
}

/** How many looks are left, said before the limit is reached, and at the limit when more come; silent without one. */
export function looksLeft(avatar: Pick<Avatar, 'paintAgain'> | null | undefined): string | undefined {
  if (!avatar || avatar.paintAgain.left === null) return undefined
  const { left, per, until } = avatar.paintAgain
  const isDaily = per === 'day'
  if (left === 0)
    return until ? `${msg('No more looks for now.')} ${moreWords(until)}` : msg('No more looks.')
  if (left === 1) return isDaily ? msg('1 more look today.') : msg('1 more look this month.')
  return isDaily ? msg(str`${left} more looks today.`) : msg(str`${left} more looks this month.`)
}

/** What became of a look that was stopped, and what is left. */
export function stoppedWords(look: Photo, avatar: Pick<Avatar, 'paintAgain'> | null | undefined): string {
  const counted = look.counted ? msg('It had been begun, so it counts.') : msg('It was not counted.')
  return [counted, looksLeft(avatar) ?? []].flat().join(' ')
}
