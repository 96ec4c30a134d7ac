import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  memoryRecords,
  type Call,
  type ChatModel,
  type ChatPart,
  type ChatRequest,
  type Host,
  type Slots,
} from '@parlor/plugin-kit'
import type { ExecutionContext } from 'ava'
import { openai } from './plugin.ts'

export type Received = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: unknown }

/**
 * A server of a test's own, for what a well-behaved mock does not do: slices, cuts, silence. `answer` is told the
 * number of the request, from 1.
 */
export async function fakeEndpoint(
  t: ExecutionContext,
  answer: (res: ServerResponse, number: number) => unknown,
) {
  const received: Received[] = []
  let connections = 0
  const serve = async (req: IncomingMessage, res: ServerResponse) => {
    const parts: Buffer[] = []
    for await (const part of req as AsyncIterable<Buffer>) parts.push(part)
    const body: unknown = JSON.parse(Buffer.concat(parts).toString())
    received.push({ url: req.url ?? '', headers: req.headers, body })
    await answer(res, received.length)
  }
  const server = createServer((req, res) => void serve(req, res))
  server.on('connection', () => (connections += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return { url, received, connections: () => connections }
}

/** The plugin, set up as core does it and closed with the test. It waits a moment only between its tries. */
export async function pluginAt(t: ExecutionContext, baseUrl: string, more: object = {}) {
  const undo: (() => void | Promise<void>)[] = []
  const logged: string[] = []
  const write = (...words: unknown[]) => void logged.push(words.join(' '))
  const host: Host = {
    log: { info: write, warn: write, error: write },
    signal: new AbortController().signal,
    onClose: (close) => void undo.push(close),
    http: () => {
      throw new Error('A chat model streams, and host.http does not')
    },
    records: memoryRecords(),
  }
  t.teardown(async () => {
    for (const close of undo) await close()
  })
  const config = { baseUrl, apiKey: 'sk-test-Secret1', model: 'small', retry: { baseMs: 1 }, ...more }
  const slots: Slots = await openai(config).setup(host)
  return { slots, logged }
}

export async function modelAt(t: ExecutionContext, baseUrl: string, more: object = {}): Promise<ChatModel> {
  const { chatModel } = (await pluginAt(t, baseUrl, more)).slots
  if (chatModel === undefined) throw new Error('The plugin gave no chat model')
  return chatModel
}

export const hello: ChatRequest = {
  system: 'You are Mara.',
  messages: [{ role: 'user', text: 'hello there' }],
  tools: [],
  maxTokens: 100,
}

/** All parts of an answer; those that came before a failure are in `parts` too. */
export async function collect(
  model: ChatModel,
  options: {
    readonly request?: ChatRequest
    readonly signal?: Call['signal']
    readonly parts?: ChatPart[]
  } = {},
): Promise<ChatPart[]> {
  const { request = hello, signal = new AbortController().signal, parts = [] } = options
  for await (const part of model.stream(request, { key: 'turn-1', signal })) parts.push(part)
  return parts
}

/** One event of a stream. */
export const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`

export const textEvent = (content: string) => event({ choices: [{ index: 0, delta: { content } }] })

export const finishEvent = (reason: string) =>
  event({ choices: [{ index: 0, delta: {}, finish_reason: reason }] })

export const done = 'data: [DONE]\n\n'
