// Shows what the server says of a picture. The picture itself is shown from here and goes nowhere else.
const element = (id) => document.getElementById(id)
const largest = 25 * 1024 * 1024
const mostMs = 60_000

/** The latest choice; an older one that is still under way is let go. */
let chosen
let asking

const verdicts = {
  ours: {
    tone: 'good',
    headline: 'Made here, and unchanged',
    words: 'It carries our signature. Neither the picture nor its note was changed since.',
  },
  changed: {
    tone: 'bad',
    headline: 'Not as we signed it',
    words:
      'Our signature is in it, but it is not what was signed: the picture or its note was changed, or the note was taken from another picture.',
  },
  others: {
    tone: 'plain',
    headline: 'Signed by somebody else',
    words:
      'Its note is whole and the picture was not changed since, but it is not ours. We cannot vouch for whoever signed it.',
  },
  expired: {
    tone: 'plain',
    headline: 'Signed with a certificate that has run out',
    words: 'Nothing in it was changed, but nobody vouches any more for who signed it.',
  },
  broken: {
    tone: 'bad',
    headline: 'Its note proves nothing',
    words: 'It carries a note of its origin that does not hold: changed, damaged or never rightly signed.',
  },
  none: {
    tone: 'plain',
    headline: 'No note of origin',
    words:
      'Nothing in the file says where it comes from. It may be ours or not: saving it anew, a screenshot or sending it through another app removes the note.',
  },
}
const problems = {
  tooLarge: { tone: 'bad', headline: 'This file is too large', words: 'A picture may have up to 25 MB.' },
  noPicture: { tone: 'bad', headline: 'This is no picture', words: 'It must be a JPEG, PNG, WebP or AVIF.' },
  offline: {
    tone: 'bad',
    headline: 'The server cannot be reached',
    words: 'The picture was not checked. Look at your connection and try again.',
  },
  closed: {
    tone: 'bad',
    headline: 'This photo cannot be opened',
    words: 'Sign in first, or save the photo and choose it here.',
  },
}

element('form').addEventListener('submit', (event) => event.preventDefault())
element('file').addEventListener('change', ({ target }) => {
  const [file] = target.files
  // So that the same file, changed meanwhile, can be chosen again.
  target.value = ''
  void check(file)
})
element('again').addEventListener('click', () => void check(chosen))
document.addEventListener('paste', (event) => void check(event.clipboardData?.files[0]))
document.addEventListener('dragover', (event) => {
  event.preventDefault()
  element('drop').classList.add('over')
})
document.addEventListener('dragleave', (event) => {
  if (event.relatedTarget === null) element('drop').classList.remove('over')
})
document.addEventListener('drop', (event) => {
  event.preventDefault()
  element('drop').classList.remove('over')
  void check(event.dataTransfer?.files[0])
})
const photo = new URLSearchParams(location.search).get('photo')
if (photo !== null && /^[\w-]{1,64}$/.test(photo)) void checkOwn(photo)

/** A photo of the conversation that the chat has sent us to check: fetched as its owner sees it. */
async function checkOwn(id) {
  const call = begin()
  try {
    // What the chat shows, which is what somebody wants to know about: without this it would be the JPEG.
    const headers = { Accept: 'image/webp, image/jpeg;q=0.9' }
    const answer = await fetch(`/v1/photos/${id}/image`, { headers, signal: call.signal })
    if (call !== asking) return
    if (answer.ok) await check(await answer.blob())
    else end(problems.closed)
  } catch {
    if (call === asking) end(problems.offline)
  }
}

async function check(file) {
  if (!file) return
  chosen = file
  const call = begin()
  show(file)
  if (file.size > largest) return end(problems.tooLarge)
  try {
    const answer = await fetch('/v1/provenance/verify', {
      method: 'POST',
      body: file,
      headers: { 'Content-Type': file.type || 'application/octet-stream' },
      signal: call.signal,
    })
    const body = await answer.json()
    if (call !== asking) return
    if (answer.ok) return end(verdicts[body.verdict], body)
    if (answer.status === 413) return end(problems.tooLarge)
    if (answer.status === 422) return end(problems.noPicture)
    end({ tone: 'bad', headline: 'It could not be checked', words: `${body.detail}.` })
    element('again').hidden = false
  } catch {
    if (call !== asking) return
    end(problems.offline)
    element('again').hidden = false
  }
}

function begin() {
  asking?.stop()
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), mostMs)
  asking = {
    signal: controller.signal,
    stop() {
      clearTimeout(timer)
      controller.abort()
    },
  }
  tell({ headline: 'Checking …', words: '' })
  element('picture').hidden = true
  element('progress').hidden = false
  element('result').setAttribute('aria-busy', 'true')
  element('result').hidden = false
  return asking
}

function end(verdict, { findings = [], credentials = null } = {}) {
  asking?.stop()
  element('progress').hidden = true
  element('result').setAttribute('aria-busy', 'false')
  tell(verdict)
  list(
    'findings',
    [...new Set(findings.map(({ words }) => words))].map((words) => item(words)),
  )
  element('failed').hidden = findings.length === 0 || verdict === verdicts.others
  if (credentials !== null) tellNote(credentials, verdict === verdicts.ours)
  element('result').querySelector('.verdict').scrollIntoView({ block: 'nearest' })
}

function tell({ tone, headline, words }) {
  element('result').toggleAttribute('data-tone', tone !== undefined)
  if (tone !== undefined) element('result').dataset.tone = tone
  element('headline').textContent = headline
  element('words').textContent = words
  for (const part of ['again', 'failed', 'note']) element(part).hidden = true
}

/** A stranger may have written it: it is shown as text, and as proven only where the note is ours. */
function tellNote({ title, signedBy, signedAt, generator, model, isAiMade, mayTrain, steps }, isProven) {
  element('note-title').textContent = isProven ? 'What its note says' : 'What its note says, unproven'
  const by = model === null ? 'An AI model' : `An AI model, ${model}`
  const facts = [
    ['Made by', isAiMade ? by : model],
    ['Title', title],
    ['Signed by', signedBy],
    ['Signed at', signedAt && time(signedAt)],
    ['Written by', generator],
    ['AI training', { true: 'Allowed', false: 'Not allowed' }[mayTrain]],
  ].filter(([, value]) => value)
  list(
    'facts',
    facts.flatMap(([name, value]) => [text('dt', name), text('dd', value)]),
  )
  list(
    'steps',
    steps.map(({ words, at }) => item(words, at && time(at))),
  )
  element('steps-title').hidden = steps.length === 0
  element('note').hidden = facts.length + steps.length === 0
}

function show(file) {
  const picture = element('picture')
  if (picture.src) URL.revokeObjectURL(picture.src)
  picture.onload = () => (picture.hidden = false)
  picture.src = URL.createObjectURL(file)
}

function time(value) {
  const date = new Date(value)
  if (Number.isNaN(date.getTime())) return value
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
}

function list(id, children) {
  element(id).replaceChildren(...children)
}

function item(words, small) {
  const made = text('li', words)
  if (small) made.append(Object.assign(text('span', small), { className: 'quiet' }))
  return made
}

function text(name, value) {
  const made = document.createElement(name)
  made.textContent = value
  return made
}
