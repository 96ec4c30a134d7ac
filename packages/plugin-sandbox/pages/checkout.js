// The token in the address is sealed by the server, which alone can check it. Here it is only read,
// to show what is being bought; nothing happens before the server has accepted it.
const token = location.pathname.split('/').filter(Boolean).at(-1) ?? ''
const element = (id) => document.getElementById(id)

// What each page says, and the answers it offers: the first is the one that a buyer would give.
const pages = {
  order: {
    title: 'Confirm your plan',
    renews: (price, every, order) =>
      order.trialDays
        ? `${order.trialDays} days free, then ${price} every ${every}, until you cancel`
        : `${price} every ${every}, until you cancel`,
    answers: [
      ['paid', (price, order) => (order.trialDays ? 'Start the free days' : `Pay ${price}`)],
      ['declined', () => 'Decline the card'],
      ['pending', () => 'Pay by a slow bank'],
    ],
    foot: 'The other two buttons try out what happens when a payment fails, or takes its time.',
    done: 'This order is paid',
    back: 'Back without paying',
  },
  due: {
    title: 'Pay what is due',
    renews: () => 'The last payment did not go through',
    answers: [
      ['paid', (price) => `Pay ${price}`],
      ['declined', () => 'Decline the card again'],
    ],
    foot: 'This page stands in for the one on which a provider takes a payment that failed.',
    done: 'This is paid',
    back: 'Back without paying',
  },
  card: {
    title: 'Give another card',
    renews: (price, every) => `${price} every ${every}`,
    answers: [
      ['saved', () => 'Save the card'],
      ['failing', () => 'Let the next payment fail now'],
    ],
    foot: 'The second button tries out a renewal that the card does not pay.',
    done: 'The card is saved',
    back: 'Back without a change',
  },
  bank: {
    title: 'The bank takes its time',
    renews: () => 'Not confirmed yet',
    answers: [
      ['paid', () => 'The bank confirms'],
      ['declined', () => 'The bank refuses'],
    ],
    foot: 'Leave this page open beside the chat, and answer for the bank when you like.',
    done: 'This order is paid',
    back: 'Back to your conversation',
  },
}

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
  element('offer').hidden = false
  element('name').textContent = order.name
  element('price').textContent = formatted(order.amount)
  const { said, isPending } = history.state ?? {}
  if (said !== undefined) return settle(said)
  offer(isPending ? 'bank' : (order.errand?.kind ?? 'order'))
}

function offer(kind) {
  const page = pages[kind] ?? pages.order
  const price = formatted(order.amount)
  const every = { day: 'day', week: 'week', month: 'month', year: 'year' }[order.interval] ?? 'period'
  element('title').textContent = page.title
  element('renews').textContent = page.renews(price, every, order)
  element('foot').textContent = page.foot
  const back = link(kind === 'bank' ? order.returnUrl : order.cancelUrl)
  if (back !== undefined) element('back').href = back
  element('back').textContent = page.back
  // The bank answers beside the chat, to see it open there.
  if (kind === 'bank') element('back').target = '_blank'
  const buttons = page.answers.map(([outcome, words], index) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = index === 0 ? 'primary' : 'secondary'
    button.textContent = words(price, order)
    button.addEventListener('click', () => void answer(outcome, page))
    return button
  })
  element('actions').replaceChildren(...buttons)
  element('actions').hidden = false
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

async function answer(outcome, page) {
  busy(true)
  try {
    const response = await fetch(`/v1/webhooks/sandbox/${encodeURIComponent(token)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ outcome }),
      signal: AbortSignal.timeout(20_000),
    })
    if (!response.ok) throw new Error(await reason(response))
    if (outcome === 'pending') return wait()
    if (outcome !== 'declined') return leave(outcome === 'failing' ? 'The payment failed' : page.done)
    tell('The card was declined. Nothing was paid. You can try again.')
    if (page === pages.order) {
      const [pay] = element('actions').children
      if (!pay.textContent.startsWith('Try again')) pay.textContent = `Try again: ${pay.textContent}`
    }
  } catch (error) {
    tell(
      error instanceof TypeError
        ? 'The sandbox cannot be reached. Check the connection and try again.'
        : error.message,
    )
  }
  busy(false)
}

function wait() {
  history.replaceState({ isPending: true }, '')
  offer('bank')
  element('title').focus()
}

// The browser's Back leads here again: its entry remembers what was done, and so does the page itself where the
// browser kept it.
function leave(said) {
  const isFromBank = history.state?.isPending === true
  history.replaceState({ said }, '')
  const next = settle(said)
  if (next !== undefined && !isFromBank) location.assign(next)
}

function settle(said) {
  element('title').textContent = said
  element('note').textContent = 'The sandbox has taken it down. There is nothing more to do on this page.'
  for (const part of ['actions', 'foot', 'message', 'offer']) element(part).hidden = true
  const next = link(order.returnUrl)
  if (next === undefined) return undefined
  element('back').href = next
  element('back').removeAttribute('target')
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
  for (const button of element('actions').children) button.disabled = isBusy
  element('actions').toggleAttribute('data-busy', isBusy)
}
