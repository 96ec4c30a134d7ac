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
]
const adult = [
  'a woman of 27 years, freckles',
  'looks like she just laughed at something',
  '35 years old, grey beard',
  'youthful smile, 20 years old',
  'a man who looks 40',
  'kind eyes, childhood memories of the sea',
]

for (const text of young) test(`“${text}” is refused`, (t) => t.true(claimsMinor(text)))
for (const text of adult) test(`“${text}” is allowed`, (t) => t.false(claimsMinor(text)))
