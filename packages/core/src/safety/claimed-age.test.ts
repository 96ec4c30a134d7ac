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
]

for (const text of young) test(`“${text}” is refused`, (t) => t.true(claimsMinor(text)))
for (const text of adult) test(`“${text}” is allowed`, (t) => t.false(claimsMinor(text)))
