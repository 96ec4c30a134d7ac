import { arabic } from './arabic.ts'
import { chinese } from './chinese.ts'
import { english } from './english.ts'
import { french } from './french.ts'
import { german } from './german.ts'
import { hindi } from './hindi.ts'
import { italian } from './italian.ts'
import { japanese } from './japanese.ts'
import { korean } from './korean.ts'
import type { Lexicon } from './lexicon.ts'
import { portuguese } from './portuguese.ts'
import { russian } from './russian.ts'
import { spanish } from './spanish.ts'

/** Every text is read in all of them: nobody says in which language they write, and many mix. */
export const languages: readonly Lexicon[] = [
  english, spanish, german, french, portuguese, italian, russian, arabic, hindi, chinese, japanese, korean,
] // prettier-ignore

/** Pictographs of children, in any language. */
export const pictographs: readonly string[] = ['👧', '👦', '🧒', '👶', '🚸', '🍼']
