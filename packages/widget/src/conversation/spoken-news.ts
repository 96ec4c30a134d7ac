import { msg, str } from '@lit/localize'
import type { ConversationNews } from './conversation-store.ts'
import { endWords } from './end-words.ts'
import type { MarkdownReader } from './markdown-node.ts'
import { aboutInWords } from './photo-progress.ts'
import { usedUpTitle } from '../shell/problem.ts'

/** What a screen reader hears of a piece of news; `null` when the eye has no news either. */
export type Spoken = { readonly text: string; readonly isUrgent: boolean } | null

const longestSpoken = 400

export function spokenNews(news: ConversationNews, name: string, reader: MarkdownReader): Spoken {
  switch (news.type) {
    case 'answer-started':
      return calm(msg(str`${name} is typing`))
    case 'answer-ended':
      return spokenAnswer(news, reader.plainText(news.text), name)
    case 'photo':
      return spokenPhoto(news)
    case 'notice':
      return calm(reader.plainText(news.text))
    case 'older-loaded':
      return calm(msg(str`${news.count} earlier messages loaded`))
    case 'refused':
      return { text: news.detail, isUrgent: true }
    case 'limit': {
      const { title, words } = usedUpTitle(news)
      return { text: `${title} ${words}`, isUrgent: true }
    }
    default:
      return null // another screen takes over and speaks for itself
  }
}

const calm = (text: string): Spoken => ({ text, isUrgent: false })

type AnswerEnded = ConversationNews & { type: 'answer-ended' }

function spokenAnswer({ reason, code }: AnswerEnded, words: string, name: string): Spoken {
  const end = endWords({ ended: reason, code: code ?? null })
  if (reason === 'failed' || reason === 'blocked') return { text: end ?? '', isUrgent: true }
  // said even when nothing had come: the region would go on saying that somebody is typing
  if (words === '') return reason === 'stopped' && end !== null ? calm(end) : null
  if (words.length > longestSpoken) {
    const cut = words.slice(0, longestSpoken)
    return calm(msg(str`${name}: ${cut.slice(0, cut.lastIndexOf(' '))}… message continues`))
  }
  const spoken = msg(str`${name}: ${words}`)
  return calm(reason === 'answered' && end !== null ? `${spoken} ${end}` : spoken)
}

function spokenPhoto(news: ConversationNews & { type: 'photo' }): Spoken {
  if (news.state === 'ready') return calm(msg(str`Photo ready: ${news.alt}`))
  if (news.state === 'queued') return calm(msg(str`Photo developing, ${aboutInWords(news.expectedMs)}`))
  if (news.state === 'blocked') {
    return { text: msg('That photo needs other words. You were not charged for it.'), isUrgent: true }
  }
  if (news.state === 'failed') {
    return { text: msg('That photo did not come out. You were not charged for it.'), isUrgent: true }
  }
  if (news.state === 'canceled') return calm(msg('That photo was canceled.'))
  return null
}
