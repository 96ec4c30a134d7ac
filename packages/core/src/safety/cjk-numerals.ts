const han = '〇零一二三四五六七八九'
const hanRun = /[〇零一二三四五六七八九十百两]+/gu
/** What is counted in years, grades or months. */
const counted = /^\s?(?:歳|岁|歲|才|周岁|年|个月|個月|か月|ヶ月)/u
const native = ['', '하나', '둘', '셋', '넷', '다섯', '여섯', '일곱', '여덟', '아홉']
const counting = ['', '한', '두', '세', '네']
const nativeTens = ['', '열', '스물', '서른', '마흔', '쉰', '예순', '일흔', '여든', '아흔']
/** Korean counts years of life with `살` by native words, and with `세` by Chinese ones. */
const nativeNumber =
  /(?:스무|(열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)?(하나|한|둘|두|셋|세|넷|네|다섯|여섯|일곱|여덟|아홉)|(열|서른|마흔|쉰|예순|일흔|여든|아흔))(?=\s?(?:살|으로 보|처럼 보|로 보이))/gu
const sino = '영일이삼사오육칠팔구'
const sinoNumber = /(?<![가-힣])[일이삼사오육칠팔구]?십?[일이삼사오육칠팔구]?(?=\s?세(?![가-힣]{2}))/gu

/** Numbers in Chinese characters or in Hangul as digits, where they count years, months or grades. */
export function withCjkNumerals(text: string): string {
  if (!/[\p{Script=Han}\p{Script=Hangul}]/u.test(text)) return text
  return text
    .replace(hanRun, (run: string, at: number) =>
      // a run with a ten in it is a number in any case
      /[百十]/.test(run) || counted.test(text.slice(at + run.length, at + run.length + 4))
        ? readPlaces(run.replaceAll('两', '二'), han)
        : run,
    )
    .replace(nativeNumber, (run: string, tens?: string, unit?: string, ten?: string) => {
      if (run === '스무') return '20'
      const ones = Math.max(native.indexOf(unit ?? ''), counting.indexOf(unit ?? ''))
      return String(10 * nativeTens.indexOf(tens ?? ten ?? '') + ones)
    })
    .replace(sinoNumber, (run) => (run === '' ? run : readPlaces(run.replaceAll('십', '十'), sino)))
}

/** 三十五 → 35, 二〇一一 → 2011. */
function readPlaces(run: string, digits: string): string {
  const digit = (sign: string | undefined) =>
    sign === undefined ? -1 : digits.indexOf(sign === '零' ? '〇' : sign)
  if (!/[十百]/.test(run)) return Array.from(run, (sign) => digit(sign)).join('')
  let whole = 0
  let waiting = 0
  for (const sign of run) {
    if (sign === '百' || sign === '十') {
      whole += Math.max(waiting, 1) * (sign === '百' ? 100 : 10)
      waiting = 0
    } else waiting = Math.max(digit(sign), 0)
  }
  return String(whole + waiting)
}
