import test from 'ava'
import { markdownTree, plainText } from './markdown-tree.ts'
import type { MarkdownNode } from './markdown-node.ts'

// short enough to read: <p>text<em>more</em></p>, attributes as they are
function written(text: string): string {
  const write = (node: MarkdownNode): string => {
    if (typeof node === 'string') return node
    const attributes = Object.entries(node.attributes).map(([name, value]) => ` ${name}=${value}`)
    return `<${node.tag}${attributes.join('')}>${node.children.map(write).join('')}</${node.tag}>`
  }
  return markdownTree(text).blocks.map(write).join('')
}

test('reads emphasis, strong words and paragraphs', (t) => {
  t.is(written('*sighs* and **now**\n\nthen'), '<p><em>sighs</em> and <strong>now</strong></p><p>then</p>')
})

test('keeps the underscores of a name', (t) => {
  t.is(written('snake_case_name'), '<p>snake_case_name</p>')
})

test('keeps single line breaks', (t) => {
  t.is(written('one\ntwo'), '<p>one<br></br>two</p>')
})

test('reads lists', (t) => {
  t.is(written('- a\n- b'), '<ul><li>a</li><li>b</li></ul>')
  t.is(written('3. c'), '<ol start=3><li>c</li></ol>')
})

test('gives code a button to copy it', (t) => {
  t.is(
    written('```js\n<b>\n```'),
    '<div class=code><pre tabindex=0><code><b></code></pre><button type=button class=copy>Copy</button></div>',
  )
})

test('leaves HTML as text', (t) => {
  t.is(written('<img src=x onerror=alert(1)>'), '<p><img src=x onerror=alert(1)></p>')
  t.is(
    markdownTree('a <b>c</b>')
      .blocks.flatMap((node) => (typeof node === 'string' ? [] : node.children))
      .every((node) => typeof node === 'string'),
    true,
  )
})

test('links to https, mailto and tel without telling where from', (t) => {
  const rel = 'target=_blank rel=noopener noreferrer nofollow'

  t.is(written('[x](https://example.com)'), `<p><a href=https://example.com/ ${rel}>x</a></p>`)
  t.is(written('[x](mailto:a@example.com)'), `<p><a href=mailto:a@example.com ${rel}>x</a></p>`)
  t.is(written('[x](tel:+123)'), `<p><a href=tel:+123 ${rel}>x</a></p>`)
})

for (const href of [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  '&#106;avascript:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'http://example.com',
  '/relative',
  '//example.com',
]) {
  test(`does not link to ${JSON.stringify(href)}`, (t) => {
    t.false(written(`[x](${href})`).includes('<a'))
    t.false(written(`<${href}>`).includes('<a'))
  })
}

test('does not load pictures but links to them', (t) => {
  t.false(written('![cat](https://example.com/cat.png)').includes('<img'))
  t.true(written('![cat](https://example.com/cat.png)').includes('>cat</a>'))
})

test('reads entities once', (t) => {
  t.is(written('a &amp; b &amp;lt; c'), '<p>a & b &lt; c</p>')
})

test('gives the same blocks piece by piece as at once', (t) => {
  const text =
    'First *part*.\n\n- one\n- two\n\n  still two\n\n```\ncode\n\nmore\n```\n\nLast **words** here.'
  let tree = markdownTree('')
  for (let length = 1; length <= text.length; length++) tree = markdownTree(text.slice(0, length), tree)

  t.deepEqual(tree.blocks, markdownTree(text).blocks)
  t.true(tree.finished >= 3)
})

test('starts anew when the text is another', (t) => {
  t.deepEqual(markdownTree('b', markdownTree('a\n\na')).blocks, markdownTree('b').blocks)
})

test('speaks words without signs', (t) => {
  t.is(plainText('**Hi**\n\n- one\n- two\n\n`x`'), 'Hi one two x')
})
