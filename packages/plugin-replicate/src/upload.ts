import type { ImageRequest } from '@parlor/plugin-kit'
import { FormData } from 'undici'
import { z } from 'zod'
import type { Api } from './api.ts'

/** Replicate takes data URLs up to this size in an input. */
const maxDataUrl = 256 * 1024

const uploaded = z.object({ urls: z.object({ get: z.url() }) })

/** References as Replicate takes them: larger data URLs become files of its own, which it keeps for a day. */
export async function sendable(
  api: Api,
  references: ImageRequest['references'],
  signal: AbortSignal,
): Promise<ImageRequest['references']> {
  return await Promise.all(
    references.map(async ({ url }) =>
      url.startsWith('data:') && url.length > maxDataUrl ? { url: await upload(api, url, signal) } : { url },
    ),
  )
}

async function upload(api: Api, dataUrl: string, signal: AbortSignal): Promise<string> {
  const [, mime = 'application/octet-stream', base64 = ''] =
    /^data:([^;,]+);base64,(.*)$/s.exec(dataUrl) ?? []
  const form = new FormData()
  form.set('content', new Blob([Buffer.from(base64, 'base64')], { type: mime }), 'reference')
  const { status, body } = await api.post('/files', form, { signal })
  const file = uploaded.safeParse(body)
  if (status >= 300 || !file.success) throw new Error(`Replicate took no file: status ${status}`)
  return file.data.urls.get
}
