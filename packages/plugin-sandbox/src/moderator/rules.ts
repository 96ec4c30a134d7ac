import type { Stage } from '@parlor/plugin-kit'

/** A text as it came, and in plain letters: made once for all rules. */
type Said = { readonly text: string; readonly plain: string }

type Rule = {
  readonly category: string
  readonly stages: readonly Stage[]
  readonly applies: (said: Said) => boolean
}

const everywhere: readonly Stage[] = ['avatar', 'message', 'answer', 'prompt']
/** Texts that describe the companion or its picture. */
const described: readonly Stage[] = ['avatar', 'prompt']
/** Texts in which people may speak of their own children, pets and memories. */
const spoken: readonly Stage[] = ['message', 'answer']

/** These words have no place in this product, whoever is meant. */
const always =
  /\b(under-?age[d]?|school-?(girl|boy)s?|pre-?teens?|(little|young|teen(age)?) (girl|boy)s?|jailbait|lolita?|barely legal)\b/
const minors =
  /\b(child(ren|like|ish)?|kids?|teen(s|ager|agers|age)?|minor|toddlers?|bab(y|ies)|infants?|adolescents?|pupil|middle school(er)?|high school(er)?)\b/
/** …and here they are about the companion: "you are a teenager", "dress like a child". */
const asked =
  /\b(you('re| are| were)?|act|acting|pretend(ing)?|look(ing)?|dress(ed)?|play(ing)?|talk(ing)?|role-?play|imagine you)\b[^.!?]{0,24}\b(as|like|a|an|be|being|are)\b ?(a|an|my)? ?(child|kid|teen(ager)?|minor|toddler|baby girl|baby boy|adolescent|pupil|high schooler)\b/

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const years = new RegExp(`\\b(\\d{1,2}|${small.join('|')})[ -]?(years?|yrs?|y)[ -]?(old|o)\\b`, 'g')
const ageOf = /\b(?:aged?|age of|turn(?:ed|ing|s)?)\s*:?\s*(\d{1,2})\b/g
const companionAge = new RegExp(
  `\\b(you('re| are| were)|as|pretend|be|act|look|imagine)\\b[^.!?]{0,24}\\b(\\d{1,2}|${small.join('|')})([ -]?(years?|yrs?)[ -]?old)\\b`,
)

const celebrity =
  /\b(?:looks?|looking|face|appearance|body|identical|similar)\s+(?:exactly |just |a lot )?(?:like|of|to)\s+(?:the (?:actor|actress|singer|model)\s+)?\p{Lu}\p{L}+\s+\p{Lu}\p{L}+/u

const rules: readonly Rule[] = [
  { category: 'sandbox-test', stages: everywhere, applies: ({ text }) => /sandbox-block/i.test(text) },
  { category: 'minors', stages: everywhere, applies: ({ plain }) => always.test(plain) },
  {
    category: 'minors',
    stages: described,
    applies: ({ plain }) => minors.test(plain) || tooYoung(plain),
  },
  {
    category: 'minors',
    stages: spoken,
    applies: ({ plain }) => asked.test(plain) || asksYoung(plain),
  },
  {
    category: 'non-consent',
    stages: described,
    applies: ({ plain }) => /\b(rape[ds]?|raping|non-?consensual|against (her|his|their) will)\b/.test(plain),
  },
  {
    category: 'real-person',
    stages: described,
    applies: ({ text, plain }) => celebrity.test(text) || /\b(look-?alike of|deep-?fake)\b/.test(plain),
  },
]

/** The first rule of a stage that a text breaks. */
export function brokenRule(stage: Stage, text: string): Rule | undefined {
  const said = { text, plain: plainLetters(text) }
  return rules.find((rule) => rule.stages.includes(stage) && rule.applies(said))
}

/** Lower case, one kind of letter and blank: so that full-width or accented spellings count too. */
function plainLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\u200b-\u200f\u2060\ufeff]/gu, '')
    .replaceAll('’', "'")
    .replace(/\s+/g, ' ')
    .toLowerCase()
}

function tooYoung(text: string): boolean {
  const ages = [...text.matchAll(years), ...text.matchAll(ageOf)].map((match) => number(match[1] ?? ''))
  return ages.some((age) => age < 20)
}

function asksYoung(text: string): boolean {
  const age = companionAge.exec(text)?.[3]
  return age !== undefined && number(age) < 20
}

const number = (word: string) => (small.includes(word) ? small.indexOf(word) : Number(word))
