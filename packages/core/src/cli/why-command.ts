import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { showTexts } from '../conversation/show-texts.ts'
import { tellStory } from '../conversation/story.ts'
import type { CommandContext } from './command-context.ts'
import { storyLines, textLines } from './story-lines.ts'
import { withDatabase } from './with-database.ts'

type WhyFlags = { readonly account?: string; readonly json?: true; readonly text?: true }

/** `parlor why <id>`. */
export function addWhyCommand(program: Command, context: CommandContext): void {
  program
    .command('why')
    .description('Tell one story from the click to the delivery, with times and costs')
    .argument('<id>', 'a message, turn or photo, or conversation:seq of an event')
    .option('--account <id>', 'look in this account only; faster where there are many')
    .option('--json', 'as JSON')
    .option('--text', 'with what was said and asked for; that you looked is audited')
    .action(async (id: string, flags: WhyFlags) => {
      const told = await withDatabase(await context.deployment(), async (database) => {
        const story = await tellStory(database, id, flags.account)
        const texts = flags.text === true ? await showTexts(database, story, userInfo().username) : undefined
        return { story, texts }
      })
      if (flags.json === true) {
        const { story, texts } = told
        context.print(JSON.stringify({ ...story, ...(texts === undefined ? {} : { texts }) }, null, 2))
        return
      }
      for (const line of storyLines(told.story)) context.print(line)
      for (const line of textLines(told.texts ?? [])) context.print(line)
    })
}
