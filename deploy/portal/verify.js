// Shows what the server says of a picture. The picture itself is shown from here and goes nowhere else.
const element = (id) => document.getElementById(id)
const largest = 25 * 1024 * 1024
let chosen
let asked = 0

const verdicts = {
  ours: ['This picture was made here', 'It carries our signature, and not one bit of it was changed since.'],
  changed: ['Made here, and changed since', 'It carries our signature, but it is no longer what was signed.'],
  others: [
    'Signed by somebody else',
    'It carries a whole signature that is not ours. We cannot vouch for who made it.',
  ],
  broken: [
    'Its note of origin proves nothing',
    'It carries a note of its origin that does not fit the picture.',
  ],
  none: [
    'No note of origin',
    'Nothing in the file says where it comes from. If it was ours, the note was removed: saving it anew, a screenshot or sending it through another app does that.',
  ],
}

element('file').addEventListener('change', () => void check(element('file').files[0]))
element('again').addEventListener('click', () => void check(chosen))
document.addEventListener('paste', (event) => void check(event.clipboardData?.files[0]))
document.addEventListener('dragover', (event) => {
  event.preventDefault()
  element('drop').classList.add('over')
})
document.addEventListener('dragleave', () => element('drop').classList.remove('over'))
document.addEventListener('drop', (event) => {
  event.preventDefault()
  element('drop').classList.remove('over')
  void check(event.dataTransfer?.files[0])
})

async function check(file) {
  if (!file) return
  chosen = file
  const turn = ++asked
  show(file)
  if (file.size > largest) {
    tell('This file is too large', 'A picture may have up to 25 MB.')
    return
  }
  wait(true)
  try {
    const answer = await fetch('/v1/provenance/verify', {
      method: 'POST',
      body: file,
      headers: { 'Content-Type': file.type || 'application/octet-stream' },
    })
    const body = await answer.json()
    if (turn !== asked) return
    if (answer.ok) tellVerdict(body)
    else if (answer.status === 422) tell('This is no picture', 'It must be a JPEG, PNG, WebP or AVIF.')
    else tell('It could not be checked', `${body.detail ?? 'Something went wrong'}.`, { mayRetry: true })
  } catch {
    if (turn === asked) tell('No connection', 'The picture could not be sent.', { mayRetry: true })
  } finally {
    if (turn === asked) wait(false)
  }
}

function show(file) {
  const picture = element('picture')
  if (picture.src) URL.revokeObjectURL(picture.src)
  picture.hidden = true
  picture.onload = () => (picture.hidden = false)
  picture.src = URL.createObjectURL(file)
  picture.alt = 'The picture that you chose'
  element('result').hidden = false
}

function wait(isWaiting) {
  element('progress').hidden = !isWaiting
  element('result').setAttribute('aria-busy', String(isWaiting))
  if (isWaiting) tell('Checking …', '')
}

function tell(headline, words, { mayRetry = false } = {}) {
  element('headline').textContent = headline
  element('words').textContent = words
  element('again').hidden = !mayRetry
  element('facts').replaceChildren()
}

function tellVerdict({ verdict, findings, credentials }) {
  tell(...verdicts[verdict])
  const facts = findings.map(({ words }) => ['Found', words])
  if (credentials !== null) {
    const { signedBy, model, isAiMade, mayTrain, steps } = credentials
    if (isAiMade) facts.push(['Made by', model === null ? 'an AI model' : `an AI model, ${model}`])
    for (const { words, at } of steps) facts.push(['Step', at === null ? words : `${words}, ${day(at)}`])
    if (signedBy !== null) facts.push(['Signed by', signedBy])
    if (mayTrain === false) facts.push(['For AI training', 'not allowed'])
  }
  element('facts').replaceChildren(...facts.flatMap(([name, value]) => [text('dt', name), text('dd', value)]))
}

function day(time) {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? time : date.toLocaleString()
}

function text(name, value) {
  const made = document.createElement(name)
  made.textContent = value
  return made
}
