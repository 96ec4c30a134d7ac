import { msg, str } from '@lit/localize'
import type { ConversationNews } from './conversation-store.ts'
import type { MarkdownReader } from './markdown-node.ts'
import { aboutInWords } from './photo-progress.ts'

/** What a screen reader hears of a piece of news; `null` when the eye has no news either. */
export type Spoken = { readonly text: string; readonly isUrgent: boolean } | null

const longestSpoken = 400

export function spokenNews(news: ConversationNews, name: string, reader: MarkdownReader): Spoken {
  switch (news.type) {
    case 'answer-started':
      return calm(msg(str`${name} is typing`))
    case 'answer-ended':
      return spokenAnswer(news.reason, reader.plainText(news.text), name)
    case 'photo':
      return spokenPhoto(news)
    case 'notice':
      return calm(reader.plainText(news.text))
    case 'older-loaded':
      return calm(msg(str`${news.count} earlier messages loaded`))
    case 'refused':
      return { text: news.detail, isUrgent: true }
    default:
      return null // another screen takes over and speaks for itself
  }
}

const calm = (text: string): Spoken => ({ text, isUrgent: false })

function spokenAnswer(reason: string, words: string, name: string): Spoken {
  if (reason === 'failed') return { text: msg('The answer did not come through.'), isUrgent: true }
  if (reason === 'blocked') {
    return { text: msg('No answer to this. Other words may help.'), isUrgent: true }
  }
  // said even when nothing had come: the region would go on saying that somebody is typing
  if (words === '') return reason === 'stopped' ? calm(msg('Stopped')) : null
  if (words.length <= longestSpoken) return calm(msg(str`${name}: ${words}`))
  const cut = words.slice(0, longestSpoken)
  return calm(msg(str`${name}: ${cut.slice(0, cut.lastIndexOf(' '))}… message continues`))
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
  return null
}
