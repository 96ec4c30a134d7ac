// The token in the address is sealed by the server, which alone can check it. Here it is only read,
// to show what is being bought; nothing happens before the server has accepted it.
const token = location.pathname.split('/').filter(Boolean).at(-1) ?? ''
const element = (id) => document.getElementById(id)
const buttons = [element('pay'), element('decline')]

const order = read(token)
if (order === undefined) {
  tell('This checkout link is not complete. Go back and start again.')
} else {
  show(order)
}

function read(token) {
  try {
    const text = token.split('.')[0].replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
    const order = JSON.parse(new TextDecoder().decode(bytes))
    return typeof order.name === 'string' && Number.isFinite(order.amount?.micros) ? order : undefined
  } catch {
    return undefined
  }
}

function show(order) {
  const price = formatted(order.amount)
  const every = { day: 'day', week: 'week', month: 'month', year: 'year' }[order.interval] ?? 'period'
  element('name').textContent = order.name
  element('price').textContent = price
  element('renews').textContent = `${price} every ${every}, until you cancel`
  element('pay-label').textContent = `Pay ${price}`
  element('offer').hidden = false
  element('actions').hidden = false
  const back = link(order.cancelUrl)
  if (back !== undefined) element('back').href = back
  if (history.state?.isPaid === true) return settle()
  element('pay').addEventListener('click', () => void answer('paid'))
  element('decline').addEventListener('click', () => void answer('declined'))
}

function formatted({ micros, currency }) {
  try {
    return new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency }).format(
      micros / 1_000_000,
    )
  } catch {
    return `${(micros / 1_000_000).toFixed(2)} ${currency}`
  }
}

async function answer(outcome) {
  busy(true)
  try {
    const response = await fetch(`/v1/webhooks/sandbox/${encodeURIComponent(token)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ outcome }),
      signal: AbortSignal.timeout(20_000),
    })
    if (!response.ok) throw new Error(await reason(response))
    if (outcome === 'paid') return leave()
    tell('The card was declined. Nothing was paid. You can try again.')
    element('pay-label').textContent = `Try again: pay ${formatted(order.amount)}`
  } catch (error) {
    tell(
      error instanceof TypeError
        ? 'The sandbox cannot be reached. Check the connection and try again.'
        : error.message,
    )
  }
  busy(false)
}

// The browser's Back leads here again: its entry remembers that this order is paid, and so does the page
// itself where the browser kept it.
function leave() {
  history.replaceState({ isPaid: true }, '')
  const next = settle()
  if (next !== undefined) location.assign(next)
}

function settle() {
  element('title').textContent = 'This order is paid'
  element('note').textContent = 'The sandbox has taken it down. There is nothing more to do on this page.'
  for (const part of ['actions', 'foot', 'message']) element(part).hidden = true
  const next = link(order.returnUrl)
  if (next === undefined) return undefined
  element('back').href = next
  element('back').textContent = 'Back to your conversation'
  return next
}

async function reason(response) {
  const problem = await response.json().catch(() => ({}))
  return problem.detail ?? `The sandbox refused this checkout (${response.status}). Go back and start again.`
}

// The token is not verified here: a link of it may only lead back to this site.
function link(url) {
  try {
    const { origin, href } = new URL(url, location.href)
    return origin === location.origin ? href : undefined
  } catch {
    return undefined
  }
}

function tell(text) {
  const message = element('message')
  message.hidden = false
  message.textContent = text
}

function busy(isBusy) {
  if (isBusy) element('message').hidden = true
  for (const button of buttons) button.disabled = isBusy
  element('actions').toggleAttribute('data-busy', isBusy)
}
