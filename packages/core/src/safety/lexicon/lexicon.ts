/**
 * What one language says of age, as data. Each list is a text with commas: phrases of whole words, lower case, an
 * apostrophe or a hyphen as a space; `*` ends a word that goes on. A word whose accents make it another one (niña,
 * Nina) stands in `accented`, the rest is found with and without them.
 */
export type Lexicon = {
  readonly language: string
  /** `none`: written without spaces, or with endings at each word: a phrase may stand anywhere in a word. */
  readonly spaces?: 'none'
  /** Somebody younger than an adult, or what only they wear. */
  readonly minors: string
  readonly accented?: string
  /** Harmless phrases that hold such a word. They are taken out first. */
  readonly harmless?: string
  /** Schools and grades: harmless beside an educator. */
  readonly schools?: string
  readonly educators?: string
  /** "three=3, …", below 20 and the tens. */
  readonly numbers?: string
  /** Between tens and ones, one or several: "treinta y cinco". */
  readonly and?: string
  /** After a number: an age in any case. */
  readonly units?: string
  /** After a number: years, which may be a duration. */
  readonly years?: string
  /** The same where only the accent makes the word (años). */
  readonly yearsAccented?: string
  /** Years of life only where the phrase ends with them. */
  readonly yearsMustEnd?: true
  readonly months?: string
  /** Before the years: then they are a duration; and after them. */
  readonly during?: string
  readonly lasting?: string
  /** What has such an age and is no person: 12 year old whisky. */
  readonly things?: string
  /** Before a number that ends a phrase: an age. */
  readonly leads?: string
  /** The same from 10 to 19 only. */
  readonly hints?: string
  /** Between a lead and its number. */
  readonly fillers?: string
  /** Goes on after an age. */
  readonly goesOn?: string
  /** Before a number: less than it. */
  readonly below?: string
  /** Before, or after, a year of birth. */
  readonly born?: string
  readonly bornAfter?: string
  /** Before, or after, the number of a school year. */
  readonly gradesBefore?: string
  readonly gradesAfter?: string
  /** After a number of years: that much younger than the age that is stated. */
  readonly younger?: string
  readonly ago?: string
  /** "15 years ago" makes somebody younger only where one of these is near. */
  readonly selves?: string
}
