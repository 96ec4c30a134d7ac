// Class 08: connection; 53300: too many of them; 57P0x: shutting down or starting; 57014: statement timeout.
const codes = /^(08...|53300|57P0[1-5]|57014|25006|25P03|ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN)$/
const messages = /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout)/

/** Whether the database could not be reached or did not answer: no bug, and worth another try. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && codes.test(error.code)) return true
  return messages.test(error.message) || error.name === 'KnexTimeoutError'
}
