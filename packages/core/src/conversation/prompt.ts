import { personWord, type AvatarDescription } from '../avatar/avatar.ts'
import { statedAge } from '../safety/adult-age.ts'
import { fence, plainLine, plainLines } from '../safety/fence.ts'
import { dataRule, promptRules } from '../safety/prompt-rules.ts'
import type { PromptTemplate } from './prompt-template.ts'

/**
 * The system text: the operator's template, then what is known as blocks of data, then the rules that no template
 * can take away. Throws for an avatar whose age is no adult's.
 *
 * What people wrote is plain text in all of it: a line of theirs can neither close a block nor open one.
 */
export function systemText(
  template: PromptTemplate,
  {
    avatar,
    user,
    memory,
  }: {
    readonly avatar: AvatarDescription
    readonly user: { readonly name: string }
    readonly memory: string
  },
): string {
  const facts = {
    name: plainLine(avatar.name),
    gender: avatar.gender,
    age: statedAge(avatar.age).replace(' years old', ''),
    nationality: plainLine(avatar.nationality),
    appearance: plainLine(avatar.appearance),
  }
  const userName = plainLine(user.name)
  const blocks = [
    fence(
      'avatar',
      Object.entries(facts).map(([field, value]) => `${field}: ${value}`),
    ),
    ...(userName === '' ? [] : [fence('user', [`name: ${userName}`])]),
    ...(memory === '' ? [] : [fence('memory', [plainLines(memory)])]),
  ]
  return [
    template({ avatar: { ...facts, person: personWord(avatar.gender) }, user: { name: userName } }),
    `${dataRule}\n\n${blocks.join('\n')}`,
    promptRules(avatar.age),
  ].join('\n\n')
}
