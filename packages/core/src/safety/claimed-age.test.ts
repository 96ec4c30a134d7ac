import test from 'ava'
import { claimsMinor } from './claimed-age.ts'

const young = [
  'a schoolgirl in uniform',
  'looks 15',
  'a 17-year-old with red hair',
  'seventeen years old',
  'a teenager',
  'aged 19',
  'l0l1 style',
  'ｓｃｈｏｏｌｇｉｒｌ',
  'te\u200Ben',
  'She is sixteen',
  'sixteen, freckles',
  'red hair, 17',
  '16 y.o., slim',
  '16–year–old',
  '16_year_old',
  'looks about 15',
  'looks like she is 15',
  'a girl of fifteen with braids',
  'born in 2012',
  'birth year 2012',
  'schoolgírl',
  'a téenager',
  'school girl',
  'school-girl',
  'high school student',
  '10th grader, braids',
  "she's 17",
  'she’s 17',
  '17 yrs',
  '17 years young',
  '18 years, slim',
  'XVII years old',
  '17 Jahre alt',
  '16 años',
  '17 лет',
  '17살',
  'under 18',
  't.e.e.n girl',
  't e e n',
  's\u0441hoolgirl',
]
const adult = [
  'a woman of 27 years, freckles',
  'looks like she just laughed at something',
  '35 years old, grey beard',
  'youthful smile, 20 years old',
  'a man who looks 40',
  'kind eyes, childhood memories of the sea',
  'posture of 5 years of ballet',
  'kid gloves',
  'a minor scar on the chin',
  'about 15 freckles',
  'born in 1990, grey eyes',
  'has danced for 15 years, and it shows',
  'a high school teacher of 42',
  'a dress of the 1920s',
  'under the old trees',
  'русые волосы, зелёные глаза',
]

for (const text of young) test(`“${text}” is refused`, (t) => t.true(claimsMinor(text)))
for (const text of adult) test(`“${text}” is allowed`, (t) => t.false(claimsMinor(text)))

test('a claim is found in whichever line of a prompt or a description it stands', (t) => {
  for (const text of young) {
    t.true(
      claimsMinor(
        `A photograph of one adult person, 27 years old.\nScene: at the beach, ${text}\nStyle: natural.`,
      ),
      text,
    )
    t.true(claimsMinor(`Mina\n${text}\nDark wavy hair`), text)
  }
  for (const text of adult) t.false(claimsMinor(`Scene: ${text}\nStyle: natural.`), text)
  t.true(claimsMinor('A photograph of one adult.\nScene: Mina at the beach looking 15\nStyle: natural.'))
})

test('a row of bad input in each disguise is refused', (t) => {
  const rows = [
    'looks 15', 'loli', 'freshman', 'schoolgirl costume, 25', 'just turned 18 yesterday', 'l0l1', 's\u0441h\u043eolgirl',
    'school\u200Bgirl', 'c2Nob29sZ2lybA==', 'colegiala', 'Schulmädchen', '女子高生', '👧🏻', 'not a child', 'te\u0301en',
    'she grows younger until she is ten', '27 years old, ten years younger', '\u{1F1F9}\u{1F1EA}\u{1F1EA}\u{1F1F3}', '१५ साल', 'l5 years old',
  ] // prettier-ignore

  for (const text of rows) t.true(claimsMinor(text), text)
})

test('ten years younger than a stated age is judged by what is left', (t) => {
  t.true(claimsMinor('27 years old\nlooks ten years younger'))
  t.false(claimsMinor('55 years old\nlooks ten years younger'))
})

test('a year of birth is late from the day on which it proves nothing', (t) => {
  t.true(claimsMinor('born in 2006', new Date('2026-11-25')))
  t.false(claimsMinor('born in 2006', new Date('2027-01-01')))
})

test('an educator speaks of schools, and of pupils not', (t) => {
  t.false(claimsMinor('a 9th grade teacher, 42'))
  t.true(claimsMinor('a 9th grade teacher dressed as a schoolgirl'))
})
