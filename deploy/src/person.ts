/* eslint-disable typescript/no-explicit-any -- a test looks into whatever the server answers */
/** Somebody who uses a running Parlor over HTTP alone, as a client of its own would. */
export type Person = {
  readonly call: (method: string, path: string, body?: unknown) => Promise<any>
  readonly bytes: (path: string) => Promise<Uint8Array>
  /** Asks until the answer is as wanted; the deadline is the test's own. */
  readonly until: (path: string, isDone: (body: any) => boolean) => Promise<any>
  /** The session, as the browser would send it. */
  readonly cookie: () => string
  readonly say: (conversation: string, id: string, text: string) => Promise<any>
}

/** With a `cookie` it is somebody who signed in before, perhaps at another process. */
export function personAt(url: string, options: { readonly cookie?: string } = {}): Person {
  let cookie = options.cookie ?? ''
  const send = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { origin: url, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const set = answer.headers.getSetCookie().map((line) => line.split(';')[0])
    if (set.length > 0) cookie = set.join('; ')
    return answer
  }
  const call: Person['call'] = async (method, path, body) => {
    const answer = await send(method, path, body)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
  return {
    call,
    cookie: () => cookie,
    bytes: async (path) => new Uint8Array(await (await send('GET', path)).arrayBuffer()),
    async until(path, isDone) {
      for (;;) {
        const body = await call('GET', path)
        if (isDone(body)) return body
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    say: async (conversation, id, text) =>
      await call('POST', `/v1/conversations/${conversation}/messages`, { id, text }),
  }
}

/** From sign-up to a paid chat, with the sandbox's checkout. Returns the conversation's id. */
export async function walkToChat(person: Person): Promise<string> {
  await walkToPaywall(person)
  const { url } = await person.call('POST', '/v1/checkout', { tier: 'companion' })
  await person.call('POST', `/v1/webhooks/sandbox/${url.split('/').at(-1)}`, { outcome: 'paid' })
  const me = await person.until('/v1/me', (body) => body.next === 'chat')
  return me.conversation
}

/** From sign-up to an accepted look, with nothing paid. */
export async function walkToPaywall(person: Person): Promise<void> {
  const { termsVersion } = await person.call('GET', '/v1/about')
  const email = `person-${crypto.randomUUID()}@example.com`
  await person.call('POST', '/v1/auth/sign-up/email', { email, password: 'correct horse', name: 'Alex' })
  await person.call('POST', '/v1/me/adult', { over18: true, termsVersion })
  await person.call('PUT', '/v1/avatar', {
    name: 'Mina',
    gender: 'woman',
    age: 27,
    nationality: 'Korean and Brazilian',
    appearance: 'Dark wavy hair, warm brown eyes, a linen shirt.',
  })
  const avatar = await person.until('/v1/avatar', (body) => body.looks[0].state === 'ready')
  await person.call('POST', '/v1/avatar/reference/accept', { photoId: avatar.looks[0].id })
}
