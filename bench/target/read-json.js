/** The JSON body of a request; an empty one is undefined. */
export async function readJson(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return parts.length === 0 ? undefined : JSON.parse(Buffer.concat(parts).toString())
}
