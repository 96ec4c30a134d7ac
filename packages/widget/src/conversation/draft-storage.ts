import { del, get, set } from 'idb-keyval'

/** Keeps what is written but not sent, so that a reload or a checkout elsewhere does not lose it. */
export async function loadDraft(conversationId: string): Promise<string> {
  try {
    return (await get<string>(keyOf(conversationId))) ?? ''
  } catch {
    return '' // no database in this window: a draft lives as long as the page
  }
}

export async function saveDraft(conversationId: string, text: string): Promise<void> {
  try {
    await (text === '' ? del(keyOf(conversationId)) : set(keyOf(conversationId), text))
  } catch {
    // as above
  }
}

const keyOf = (conversationId: string): string => `parlor-draft:${conversationId}`
