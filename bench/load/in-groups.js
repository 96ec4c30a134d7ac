/** Does something for each item, so many at once, and keeps the order of the answers. */
export async function inGroups(items, atOnce, work) {
  const answers = []
  let next = 0
  const worker = async () => {
    while (next < items.length) {
      const index = next++
      answers[index] = await work(items[index], index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return answers
}
